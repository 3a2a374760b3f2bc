import pytest

from accounts.models import User, UserProfile
from tests.builders import a_user

pytestmark = pytest.mark.django_db


def test_a_new_user_has_a_profile_of_a_first_time_buyer():
    assert a_user().profile.is_first_time_buyer is True


def test_saving_a_user_does_not_change_the_profile():
    user = a_user()
    UserProfile.objects.update(is_first_time_buyer=False)
    User.objects.get(pk=user.pk).save()
    assert UserProfile.objects.get().is_first_time_buyer is False
