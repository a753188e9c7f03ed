"""What people type about themselves: registration and profile."""

from allauth.account.forms import LoginForm, SignupForm
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


class SignInForm(LoginForm):
    """Sign-in with the e-mail address or the username."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Alamat e-mail atau nama pengguna")
        self.fields["password"].label = _("Kata sandi")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class RegistrationForm(SignupForm):
    """The registration of an applicant: name, e-mail, phone and a password typed once."""

    field_order = ["full_name", "email", "phone", "password1"]
    full_name = FullNameField()
    phone = PhoneField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Alamat e-mail")
        self.fields["email"].help_text = _("Kami mengirim kode konfirmasi ke alamat ini.")
        self.fields["password1"].label = _("Kata sandi")
        self.fields["password1"].help_text = _(
            "Paling sedikit 10 karakter. Jangan pakai kata sandi yang mudah ditebak."
        )
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

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


class ProfileForm(forms.ModelForm):
    """Name and phone of the person signed in; the address changes on its own page, with a confirmation."""

    full_name = FullNameField()
    phone = PhoneField()

    class Meta:
        model = User
        fields = ["full_name", "phone"]
