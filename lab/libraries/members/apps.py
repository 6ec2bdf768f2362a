from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "lab.libraries.members"
    label = "members"
