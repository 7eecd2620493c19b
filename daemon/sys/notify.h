/* notify -- what systemd is told about the service.  Without systemd every
 * call does nothing. */
#ifndef SYS_NOTIFY_H
#define SYS_NOTIFY_H

#include <stdint.h>

void notify_ready(void);
void notify_reloading(int64_t mono_us); /* until the next notify_ready() */
void notify_stopping(void);

/* notify_extend: what is going on may take so much longer, from now. */
void notify_extend(int64_t by_us);
void notify_watchdog(void);

/* notify_status: the line `systemctl status` shows; counts and codes only. */
void notify_status(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* notify_watchdog_us: how often to call notify_watchdog() to stay alive with
 * room to spare; 0: nobody watches. */
#define NOTIFY_WATCHDOG_PART 3 /* of the time systemd waits */
int64_t notify_watchdog_us(void);

#endif
