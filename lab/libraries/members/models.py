"""The one member model: Django's own user, with the two things that the calls show."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Member(AbstractUser):
    role = models.CharField(max_length=5, default="user")
    display_name = models.CharField(max_length=80, blank=True)
