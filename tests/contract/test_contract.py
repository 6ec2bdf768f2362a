def test_me(sign_in):
    assert sign_in().send("GET", "me").json()["email"] == "alice@example.com"
