"""The forms of sign-in in our words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms

from tsunagu.clock import new_id
from tsunagu.web.entry.recovery import as_kept


class SignInForm(LoginForm):  # type: ignore[misc]
    """User id and password; nothing is mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "利用者ID"
        self.fields["password"].label = "パスワード"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The present password and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": "今のパスワード",
            "password1": "新しいパスワード",
            "password2": "新しいパスワード（もう一度）",
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = (
            "12文字以上（15文字以上がおすすめ）。関係のないことばを三つ以上つなげると、"
            "覚えやすく、守りも強くなります。数字や記号は、なくてもかまいません。"
        )

    def clean(self) -> dict[str, Any]:
        """The new password is another one."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("password1") and cleaned["password1"] == cleaned.get("oldpassword"):
            self.add_error("password1", "今のパスワードとは違うものにしてください")
        return cleaned

    def save(self) -> None:
        """The one-time password, if it was one, has done its work; no device is trusted longer."""
        super().save()
        self.user.change_by = None
        self.user.devices = new_id()
        self.user.save(update_fields=["change_by", "devices"])


class PasswordForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something about signing in is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "パスワード"
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class PasskeyProofForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """What a passkey answered."""

    trust = forms.BooleanField(required=False)


class SecondProofForm(CodeForm):  # type: ignore[misc]
    """A code from an app, or a recovery code."""

    trust = forms.BooleanField(required=False)

    def clean_code(self) -> str:
        """The code, once it is known to be right."""
        self.cleaned_data["code"] = as_kept(self.cleaned_data["code"])
        return str(super().clean_code())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "確認コード"
        self.fields["code"].help_text = "アプリに出ている6けたの数字か、予備のコード"
        self.fields["code"].widget.attrs.pop("placeholder", None)


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code that an app shows, so that it is known to work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "アプリに出ている6けたの数字"
        self.fields["code"].widget.attrs.pop("placeholder", None)


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A name for the passkey that the device makes. It signs in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "名前"
        self.fields["name"].help_text = "どの端末のものか、あとで分かるように"
        self.fields["passwordless"].widget = forms.CheckboxInput(attrs={"hidden": True})
        self.fields["passwordless"].initial = True


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "名前"
