"""Words that are easy to guess here are in no password, by whatever call it is set."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.management.commands.seed_accounts import PASSWORD

NAME = "authdemo"


@pytest.mark.parametrize("password", [f"{NAME}-2026-x", f"my-{NAME.title()}!9", f"xx{NAME.upper()}xx"])
def test_a_password_with_the_products_name_is_refused(password):
    with pytest.raises(ValidationError, match=f"contains “{NAME}”"):
        validate_password(password)


def test_any_other_is_taken():
    validate_password("quite-another-9")


def test_a_password_change_refuses_it_at_its_field(sign_in):
    sent = {"currentPassword": PASSWORD, "newPassword": f"{NAME}-2026-x"}

    answer = sign_in().send("POST", "password", sent)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["newPassword"]
