"""What the sign-in pages need."""

from django import template

from bcp.accounts.demonstration import DemonstrationAccount, demonstration_accounts

register = template.Library()


@register.simple_tag(name="demonstration_accounts")
def accounts() -> list[DemonstrationAccount]:
    """{% demonstration_accounts as accounts %}: the people a demonstration can be looked at as."""
    return demonstration_accounts()
