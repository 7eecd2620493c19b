/* log -- lines for the operator, on stderr, with the priority prefix systemd
 * understands.  A line carries ids, counts and codes, never content. */
#ifndef SYS_LOG_H
#define SYS_LOG_H

enum log_level {
    LOG_ERROR = 3,
    LOG_WARN = 4,
    LOG_NOTE = 5,
    LOG_DEBUG = 7
};

/* log_setup: who speaks ("desk", "front", "loketd") and from which level on.
 * Before the call everything up to LOG_NOTE is printed as "loketd". */
void log_setup(const char *who, enum log_level level);

/* log_line: one line; newlines in the text become spaces. */
void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
