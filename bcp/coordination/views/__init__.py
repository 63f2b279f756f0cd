"""Pages about several apps: the front page and coordination."""

from bcp.coordination.views.audit_log import audit_list
from bcp.coordination.views.centers import center_detail, center_list
from bcp.coordination.views.dashboard import dashboard
from bcp.coordination.views.home import home

__all__ = ["audit_list", "center_detail", "center_list", "dashboard", "home"]
