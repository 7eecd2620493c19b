/* verb_top -- top and doctor, as operator, on the server itself */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "loketd.h"
#include "sys/local_endpoint.h"
#include "text.h"
#include "top_words.h"
#include "verb.h"

#define FROM       "tcp://127.0.0.1:9411"
#define EVERY_MS   2000
#define PAGE_BYTES ((size_t)512 * 1024)
#define CLEAR      "\033[H\033[2J"
#define ALARM      "\033[1;31m"
#define PLAIN      "\033[0m"

const char verb_top_help[] = N_(
    "usage: loket top [--from ENDPOINT] [--interval SECONDS] [--once]\n"
    "\n"
    "What goes on at a desk, on its server: messages a second, what waits and\n"
    "how long, open alerts, clients, disk, memory, drill and backup.  Numbers\n"
    "alone.  Read from the page of metrics, which front serves also while the\n"
    "desk is silent (front.metrics of the settings).\n"
    "\n"
    "  --from ENDPOINT     where that is (default tcp://127.0.0.1:9411)\n"
    "  --interval SECONDS  look again after this (default 2)\n"
    "  --once              look twice, an interval apart, and end; exit code "
    "1\n"
    "                      when something is alarming\n"
    "\n"
    "example:\n"
    "  loket top --from unix:///run/loket/metrics.socket\n");

const char verb_doctor_help[] = N_(
    "usage: loket doctor [--config FILE]\n"
    "\n"
    "On the server, as root or as the user of the desk: are the machine and\n"
    "the desk on it fit?  Clock, zone data, disk, limits, keys, rosters, last\n"
    "drill and backup, libraries; each with what to do.  Exit code 1 when\n"
    "something is to be done.\n"
    "\n"
    "  --config FILE  the settings (default /etc/loket/loketd.yaml)\n"
    "\n"
    "example:\n"
    "  sudo loket doctor\n");

struct looking {
    struct invocation *inv;
    const char *from;
    int64_t every_ms;
    bool once;
    char *bytes[2]; /* PAGE_BYTES each: this page and the one before */
};

static double
mono_s(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* All that comes until the other side ends it, or until the time is over. */
static bool
read_all(int fd, char *bytes, double until_s)
{
    size_t n = 0;

    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        double left_s = until_s - mono_s();
        ssize_t got;

        if (left_s <= 0 || n + 1 >= PAGE_BYTES ||
            poll(&wait, 1, (int)(left_s * 1000) + 1) < 0)
            return false;
        got = recv(fd, bytes + n, PAGE_BYTES - n - 1, MSG_DONTWAIT);
        if (got < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        if (got == 0)
            break;
        n += got > 0 ? (size_t)got : 0;
    }
    bytes[n] = '\0';
    return true;
}

/* What stands behind the head of the answer; NULL: no page came. */
static const char *
fetch(const struct looking *l, char *bytes)
{
    static const char ask[] = "GET /metrics HTTP/1.1\r\nHost: loket\r\n\r\n";
    const char *body = NULL;
    int fd = -1;

    if (local_endpoint_connect(&fd, l->from) != RC_OK)
        return NULL;
    if (send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL) ==
            (ssize_t)(sizeof ask - 1) &&
        read_all(fd, bytes, mono_s() + (double)l->inv->timeout_ms / 1000) &&
        strncmp(bytes, "HTTP/1.1 200 ", 13) == 0)
        body = strstr(bytes, "\r\n\r\n");
    (void)close(fd);
    return body == NULL ? NULL : body + 4;
}

/* Answers whether something is alarming. */
static bool
show(const struct looking *l, const struct top_page *page,
     const struct top_page *before)
{
    struct top_line lines[TOP_LINES_MAX];
    const struct output *out = &l->inv->out;
    double now_s = (double)time(NULL);
    size_t n = top_words(page, before, now_s, lines);
    bool alarming = false;

    if (out->json) {
        json_t *object = top_words_object(page, before, now_s);

        output_object(object);
        json_decref(object);
    } else if (out->colour && !l->once) {
        output_line(out, "%s", CLEAR);
    }
    for (size_t i = 0; i < n; i++) {
        alarming = alarming || lines[i].alarming;
        output_line(out, "%s%s%s%s",
                    lines[i].alarming && out->colour ? ALARM : "",
                    lines[i].text, lines[i].alarming ? " (!)" : "",
                    lines[i].alarming && out->colour ? PLAIN : "");
    }
    return alarming;
}

static enum ending
look(struct looking *l)
{
    struct top_page pages[2] = {{.text = NULL}, {.text = NULL}};

    for (size_t turn = 0;; turn++) {
        struct top_page *page = &pages[turn % 2];
        bool alarming = false;

        page->text = fetch(l, l->bytes[turn % 2]);
        page->at_s = mono_s();
        if (page->text == NULL) {
            output_error(_("no page of metrics at %s: is it the one of "
                           "front.metrics, and does loketd run?"),
                         l->from);
            return ENDING_UNREACHABLE;
        }
        if (!l->once || turn > 0)
            alarming = show(l, page, &pages[(turn + 1) % 2]);
        if (l->once && turn > 0)
            return alarming ? ENDING_REFUSED : ENDING_DONE;
        (void)poll(NULL, 0, (int)l->every_ms);
    }
}

enum ending
verb_top(struct invocation *inv)
{
    struct looking l = {.inv = inv, .from = FROM, .every_ms = EVERY_MS};
    const struct arg args[] = {{"from", ARG_TEXT, (void *)&l.from},
                               {"interval", ARG_SECONDS, &l.every_ms},
                               {"once", ARG_FLAG, &l.once}};
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);
    enum ending ending = ENDING_USAGE;

    if (rc != RC_OK)
        return args_ending(rc);
    if (!local_endpoint_ok(l.from))
        return args_wrong(inv, _("--from: tcp://127.0.0.1:PORT, "
                                 "tcp://[::1]:PORT or unix:///PATH is "
                                 "expected"));
    if (l.every_ms < 100 || l.every_ms > 3600000)
        return args_wrong(inv, _("--interval: 0.1 to 3600 is expected"));
    l.bytes[0] = malloc(PAGE_BYTES);
    l.bytes[1] = malloc(PAGE_BYTES);
    if (l.bytes[0] != NULL && l.bytes[1] != NULL)
        ending = look(&l);
    free(l.bytes[0]);
    free(l.bytes[1]);
    return ending;
}

/* The daemon knows its files; we know the way to it. */
enum ending
verb_doctor(struct invocation *inv)
{
    const char *config = NULL;
    const struct arg args[] = {{"config", ARG_TEXT, (void *)&config}};
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);
    const char *words[6] = {"--doctor"};
    size_t n = 1;
    struct invocation as_it_is = *inv;

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->out.json)
        words[n++] = "--json";
    if (config != NULL) {
        words[n++] = "--config";
        words[n++] = config;
    }
    as_it_is.json = as_it_is.out.json = false; /* its lines are objects */
    return loketd_run(&as_it_is, words);
}
