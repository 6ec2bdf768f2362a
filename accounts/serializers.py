"""What the calls take. Each serializer is built once and `run_validation` keeps nothing in it: building one costs more
than everything else that a login does beside the hash."""

from typing import Any

from rest_framework import serializers


class LoginSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False)
    carrier = serializers.CharField(max_length=16, required=False)


class ProfileSerializer(serializers.Serializer[Any]):
    displayName = serializers.CharField(max_length=80, allow_blank=True)


class PasswordSerializer(serializers.Serializer[Any]):
    currentPassword = serializers.CharField(max_length=256, trim_whitespace=False)
    newPassword = serializers.CharField(max_length=256, trim_whitespace=False)


class RefreshTokenSerializer(serializers.Serializer[Any]):
    refreshToken = serializers.CharField(max_length=4096)
