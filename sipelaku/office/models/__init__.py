"""What the office knows about itself (``office``) and about its days (``days``)."""

from .days import Closure, ExtraWorkingDay, Holiday, HolidayYear, ServiceHours
from .office import Office

__all__ = ["Closure", "ExtraWorkingDay", "Holiday", "HolidayYear", "Office", "ServiceHours"]
