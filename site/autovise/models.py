"""What the shop remembers of its own arrangements."""

from django.contrib.auth.models import Group
from django.db import models


class GivenRight(models.Model):
    """A right that a group was given once. What the owner takes away after that is not given again;
    a right that a later version of the shop adds is."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="given_rights")
    right = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "right"], name="right_given_once_to_a_group")
        ]

    def __str__(self):
        return f"{self.group}: {self.right}"
