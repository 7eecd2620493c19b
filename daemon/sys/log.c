/* Lines for the operator: one writev each, so lines of processes that share
 * a stderr never mix. */
#include "sys/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define LOG_TEXT_BYTES 1024
#define LOG_WHO_BYTES  32

static struct {
    char who[LOG_WHO_BYTES];
    enum log_level level;
    bool journal; /* stderr is the journal: it reads the "<N>" prefix */
    const uint32_t *shared_level;
} state = {.who = "loketd", .level = LOG_NOTE};

/* JOURNAL_STREAM is inherited by whatever we start, with stderr possibly
 * turned elsewhere, so the numbers in it must be those of our stderr. */
static bool
stderr_is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    unsigned long long device = 0, inode = 0;
    struct stat st;

    return stream != NULL &&
           sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
           fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device &&
           st.st_ino == inode;
}

void
log_setup(const char *who, enum log_level level)
{
    snprintf(state.who, sizeof state.who, "%s", who);
    state.level = level;
    state.journal = stderr_is_journal();
}

void
log_follow(const uint32_t *level)
{
    state.shared_level = level;
}

static bool
is_silent(enum log_level level)
{
    if (state.shared_level != NULL)
        return (uint32_t)level >
               __atomic_load_n(state.shared_level, __ATOMIC_RELAXED);
    return level > state.level;
}

void
log_line(enum log_level level, const char *format, ...)
{
    char head[LOG_WHO_BYTES + 8];
    char text[LOG_TEXT_BYTES];
    va_list args;

    if (is_silent(level))
        return;
    int head_n = state.journal ? snprintf(head, sizeof head,
                                          "<%d>%s: ", (int)level, state.who)
                               : snprintf(head, sizeof head, "%s: ", state.who);

    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || head_n < 0)
        return;
    size_t text_n = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;

    for (size_t i = 0; i < text_n; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            text[i] = ' ';
    struct iovec parts[] = {
        {head, (size_t)head_n}, {text, text_n}, {(char[]){'\n'}, 1}};

    /* Nobody to tell when stderr is gone. */
    ssize_t written = writev(STDERR_FILENO, parts, 3);

    (void)written;
}
