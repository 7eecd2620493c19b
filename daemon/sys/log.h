/* log -- lines for the operator, on stderr, with the priority prefix systemd
 * understands when stderr is the journal.  A line carries ids, counts and
 * codes, never content. */
#ifndef SYS_LOG_H
#define SYS_LOG_H

#include <stdint.h>

enum log_level {
    LOG_ERROR = 3,
    LOG_WARN = 4,
    LOG_NOTE = 5,
    LOG_DEBUG = 7
};

/* log_setup: who speaks ("desk", "front", "loketd") and from which level on.
 * Before the call everything up to LOG_NOTE is printed as "loketd". */
void log_setup(const char *who, enum log_level level);

/* log_follow: from now on the level is what `*level` says at that moment
 * (read-only memory shared with the supervisor, so that a reload reaches
 * every process).  Borrowed for good; NULL: back to log_setup's. */
void log_follow(const uint32_t *level);

/* log_line: one line; control characters in the text become spaces. */
void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
