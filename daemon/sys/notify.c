/* systemd's notification socket. */
#include "sys/notify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <systemd/sd-daemon.h>

void
notify_ready(void)
{
    sd_notify(0, "READY=1");
}

void
notify_reloading(int64_t mono_us)
{
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64, mono_us);
}

void
notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void
notify_extend(int64_t by_us)
{
    sd_notifyf(0, "EXTEND_TIMEOUT_USEC=%" PRId64, by_us);
}

void
notify_watchdog(void)
{
    sd_notify(0, "WATCHDOG=1");
}

void
notify_status(const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n >= 0)
        sd_notifyf(0, "STATUS=%s", text);
}

int64_t
notify_watchdog_us(void)
{
    uint64_t limit_us = 0;

    if (sd_watchdog_enabled(0, &limit_us) <= 0)
        return 0;
    return (int64_t)(limit_us / NOTIFY_WATCHDOG_PART);
}
