"""What people type about themselves: registration and profile."""

from typing import Any, ClassVar

from allauth.account import forms as allauth
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from sipelaku.accounts.models import User
from sipelaku.identifiers import normalise_phone


class PhoneField(forms.CharField):
    """A mobile number as people type it; its clean value is E.164 (+62...)."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            label=_("Nomor telepon"),
            max_length=30,
            help_text=_("Nomor ponsel, misalnya 0812 3456 7890."),
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
            **options,  # type: ignore[arg-type]
        )

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        return normalise_phone(text) if text else ""


class FullNameField(forms.CharField):
    """A person's name as on the identity card."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Nama lengkap"),
            max_length=120,
            help_text=_("Tulis seperti pada KTP."),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )


class OwnWording:
    """Mixed into forms: our labels, hints and words for an empty field, no placeholders, a password typed once."""

    wording: ClassVar[dict[str, tuple[Any, Any]]] = {
        "login": (_("Alamat e-mail atau nama pengguna"), ""),
        "email": (_("Alamat e-mail"), ""),
        "password": (_("Kata sandi"), ""),
        "oldpassword": (_("Kata sandi sekarang"), ""),
        "password1": (
            _("Kata sandi baru"),
            _("Paling sedikit 10 karakter. Jangan pakai kata sandi yang mudah ditebak."),
        ),
        "code": (_("Kode"), ""),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields: dict[str, forms.Field]
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("Belum diisi. Tulis jawaban Anda.")
            if name in self.wording:
                field.label, field.help_text = self.wording[name]


class SignInForm(OwnWording, allauth.LoginForm):
    """Sign-in with the e-mail address or the username."""


class ConfirmPersonForm(OwnWording, allauth.ReauthenticateForm):
    """The password once more, before something delicate."""


class ChangeAddressForm(OwnWording, allauth.AddEmailForm):
    """A new e-mail address."""


class ChangePasswordForm(OwnWording, allauth.ChangePasswordForm):
    """The password until now and the new one."""


class ForgottenPasswordForm(OwnWording, allauth.ResetPasswordForm):
    """The address a code is sent to."""


class NewPasswordForm(OwnWording, allauth.ResetPasswordKeyForm):
    """The new password after the code."""


class AddressCodeForm(OwnWording, allauth.ConfirmEmailVerificationCodeForm):
    """The code sent to a new address."""


class PasswordCodeForm(OwnWording, allauth.ConfirmPasswordResetCodeForm):
    """The code sent because of a forgotten password."""


class RegistrationForm(OwnWording, allauth.SignupForm):
    """The registration of an applicant: name, e-mail, phone and a password typed once."""

    field_order = ("full_name", "email", "phone", "password1")
    wording: ClassVar[dict[str, tuple[Any, Any]]] = OwnWording.wording | {
        "email": (_("Alamat e-mail"), _("Kami mengirim kode konfirmasi ke alamat ini.")),
        "password1": (_("Kata sandi"), OwnWording.wording["password1"][1]),
    }
    full_name = FullNameField()
    phone = PhoneField()

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Create the account; of two registrations of one address at once the second is told as any later one."""
        try:
            return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        return super().save(request)

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.phone = self.cleaned_data["phone"]
        user.save(update_fields=["full_name", "phone"])


class ProfileForm(OwnWording, forms.ModelForm):
    """Name and phone of the person signed in; the address changes on its own page, with a confirmation."""

    full_name = FullNameField()
    phone = PhoneField()

    class Meta:
        model = User
        fields = ["full_name", "phone"]
