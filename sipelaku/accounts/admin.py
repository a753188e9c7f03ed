"""Administration of users and roles, for administrators only."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sipelaku.accounts.models import Role, User

admin.site.unregister(Group)


class AdministratorsOnly:
    """Opens a part of the administration to superusers only: who edits roles can give themselves any."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Role)
class RoleAdmin(AdministratorsOnly, admin.ModelAdmin):
    """Roles can be added and retitled; their codes stay, because service standards refer to them."""

    list_display = ["title", "code"]
    search_fields = ["title", "code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Role | None = None) -> list[str]:
        return ["code"] if obj else []


class OfficerCreationForm(AdminUserCreationForm):
    """A new account; its owner confirms the address at the first sign-in."""

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "email", "full_name", "phone", "nip", "roles")


@admin.register(User)
class UserAdmin(AdministratorsOnly, BaseUserAdmin):
    """Accounts are switched off, never deleted: the journey names who acted."""

    add_form = OfficerCreationForm
    list_display = ["username", "full_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff", "roles"]
    search_fields = ["username", "full_name", "email", "nip"]
    ordering = ["username"]
    filter_horizontal = ["roles"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Orang"), {"fields": ("full_name", "email", "phone", "nip")}),
        (_("Wewenang"), {"fields": ("roles", "is_active", "is_staff", "is_superuser")}),
        (_("Waktu"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "email", "full_name", "phone", "nip", "roles")}),
        (_("Kata sandi"), {"fields": ("usable_password", "password1", "password2")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Store the account; a changed address has to be confirmed by its owner at the next sign-in."""
        obj.email = obj.email.lower()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Filter by what the list offers only, never by the stored password."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)
