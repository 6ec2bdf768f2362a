"""What the calls take. Each serializer is built once and `run_validation` keeps nothing in it: building one costs more
than everything else that a login does beside the hash."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.validators import EmailValidator
from django.db.models import EmailField
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator


class SurrogatesRefused(ProhibitSurrogateCharactersValidator):
    """DRF's, which looks at each character of a token in Python; asked only about a text that UTF-8 can't say."""

    def __call__(self, value: Any) -> None:
        try:
            value.encode()
        except UnicodeEncodeError:
            super().__call__(value)


class TextField(serializers.CharField):
    """A JSON string. DRF's own field makes "42" of 42."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [
            SurrogatesRefused() if isinstance(each, ProhibitSurrogateCharactersValidator) else each
            for each in self.validators
        ]

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class LoginNameField(serializers.EmailField):
    """What somebody signs in by: an e-mail address, where the user model's USERNAME_FIELD is one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(get_user_model()._meta.get_field(get_user_model().USERNAME_FIELD), EmailField):
            self.validators = [each for each in self.validators if not isinstance(each, EmailValidator)]


class LoginSerializer(serializers.Serializer[Any]):
    email = LoginNameField(max_length=254)
    password = TextField(max_length=256, trim_whitespace=False)
    carrier = TextField(max_length=16, required=False)


class ProfileSerializer(serializers.Serializer[Any]):
    displayName = TextField(max_length=80, allow_blank=True)


class PasswordSerializer(serializers.Serializer[Any]):
    currentPassword = TextField(max_length=256, trim_whitespace=False)
    newPassword = TextField(max_length=256, trim_whitespace=False)


class RefreshTokenSerializer(serializers.Serializer[Any]):
    refreshToken = TextField(max_length=4096)


class LogoutSerializer(serializers.Serializer[Any]):
    refreshToken = TextField(max_length=4096, required=False)
