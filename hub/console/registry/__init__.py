"""The administrator's page of the registry (设备台账): all devices, and what may be done with them."""
