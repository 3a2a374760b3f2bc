"""Permissions that were granted to groups."""

from django.contrib.auth.models import Group
from django.db import models


class GivenRight(models.Model):
    """A permission that was granted to a group once.

    It is not granted again after the owner has removed it. New permissions of later versions are
    granted.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="given_rights")
    right = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "right"], name="right_given_once_to_a_group")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.right}"
