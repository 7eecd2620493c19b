/* relay -- see relay.h */
#include "desk/relay.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit_text.h"
#include "core/health.h"
#include "desk/desk.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/relay_text.h"
#include "desk/state.h"
#include "store/audit.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/stream_out.h"
#include "sys/written_log.h"

#define LOOK_US  50000 /* for new records, and whether the stream takes more */
#define RETRY_US 1000000 /* to connect */
#define SAVE_US  (INT64_C(5) * 1000000)
#define ASK_US   (INT64_C(30) * 1000000) /* it should stand in the file by then */
#define HOUR_US  (INT64_C(3600) * 1000000)
#define BATCH    40

enum rc
relay_open(struct relay **out, struct desk *desk)
{
    struct relay *relay = NULL;
    enum rc rc = RC_OK;

    *out = NULL;
    if (desk->settings->audit_socket[0] == '\0')
        return RC_OK;
    relay = calloc(1, sizeof *relay);
    if (relay == NULL)
        return RC_DOWN;
    relay->fd = -1;
    relay->state = RELAY_DOWN;
    rc = audit_told(desk->store, &relay->told, &relay->told_checkpoint);
    relay->reached = relay->told;
    relay->saved = relay->reached;
    relay->saved_checkpoint = relay->told_checkpoint;
    if (rc != RC_OK) {
        free(relay);
        return rc;
    }
    *out = relay;
    return RC_OK;
}

static enum rc
save(struct relay *relay, struct desk *desk)
{
    enum rc rc = RC_OK;

    if (relay->reached == relay->saved &&
        relay->told_checkpoint == relay->saved_checkpoint)
        return RC_OK;
    rc = audit_told_set(desk->store, relay->reached, relay->told_checkpoint);
    if (rc == RC_OK) {
        relay->saved = relay->reached;
        relay->saved_checkpoint = relay->told_checkpoint;
    }
    return rc;
}

void
relay_close(struct relay *relay, struct desk *desk)
{
    if (relay == NULL)
        return;
    if (!desk->stopped)
        (void)desk_failed(desk, "relay", save(relay, desk));
    stream_out_close(relay->fd);
    free(relay);
}

int64_t
relay_next_us(const struct desk *desk)
{
    return desk->relay == NULL ? INT64_MAX : desk->relay->next_us;
}

static void
hang_up(struct relay *relay, int64_t now_us)
{
    if (relay->state == RELAY_ON)
        log_line(LOG_WARN, "the audit's relay is gone; records wait");
    stream_out_close(relay->fd);
    relay->fd = -1;
    relay->state = RELAY_DOWN;
    relay->out_n = 0;
    relay->out_at = 0;
    relay->next_us = now_us + RETRY_US;
}

/* --- asking back --- */

struct looking {
    struct desk *desk;
    const struct relay *relay;
    bool met;     /* our word, so the lines that follow are before it */
    bool foreign; /* one of them is a record that we do not have */
    int64_t number;
    int64_t checkpoint;
    enum rc rc;
};

/* A record that is damaged since was ours all the same. */
static bool
is_ours(struct looking *looking, const struct relay_mark *mark)
{
    struct audit_line line;
    size_t n = 0;
    enum rc rc =
        audit_read(looking->desk->store, mark->number - 1, &line, 1, &n);

    if (rc == RC_INVALID)
        return true;
    looking->rc = rc;
    return rc == RC_OK && n == 1 && line.row.number == mark->number &&
           memcmp(line.row.hash, mark->hash, sizeof mark->hash) == 0;
}

static bool
look_at(const char *line, size_t n, void *arg)
{
    struct looking *looking = arg;
    struct relay_mark mark = {.number = 0};
    enum relay_line kind =
        relay_line_read(line, n, looking->relay->word, &mark);

    if (kind == RELAY_LINE_WORD)
        looking->met = true;
    if (!looking->met)
        return true;
    if (kind == RELAY_LINE_RECORD && looking->number == 0) {
        if (is_ours(looking, &mark))
            looking->number = mark.number;
        else
            looking->foreign = true;
    }
    if (kind == RELAY_LINE_CHECKPOINT && looking->checkpoint == 0 &&
        is_ours(looking, &mark))
        looking->checkpoint = mark.number;
    return looking->rc == RC_OK &&
           (looking->number == 0 || looking->checkpoint == 0);
}

/* Records that we do not have: the database was put back as of before them, and
 * what has their numbers now is told behind the last that both have. */
static void
go_on(struct relay *relay, const struct looking *looking)
{
    /* No record before it: the file is new, and what was told is elsewhere. */
    if (looking->number != 0)
        relay->told = looking->number;
    if (looking->checkpoint != 0)
        relay->told_checkpoint = looking->checkpoint;
    relay->reached = relay->told;
    relay->state = RELAY_ON;
    relay->warned = false;
    if (looking->foreign)
        log_line(LOG_WARN,
                 "%s has records of the audit that this database "
                 "does not have: it was put back",
                 looking->desk->settings->audit_written);
    log_line(LOG_NOTE, "the audit is relayed from record %lld on",
             (long long)relay->told + 1);
}

static enum rc
ask_back(struct desk *desk, struct relay *relay, int64_t now_us)
{
    struct looking looking = {.desk = desk, .relay = relay};
    const char *path = desk->settings->audit_written;
    enum rc rc = written_log_back(path, look_at, &looking);

    if (looking.rc != RC_OK)
        return looking.rc;
    if (rc == RC_OK && looking.met) {
        go_on(relay, &looking);
        return RC_OK;
    }
    /* One that does not read is slow; one that reads writes elsewhere. */
    if (!relay->warned && now_us - relay->asked_us > ASK_US &&
        !stream_out_waiting(relay->fd)) {
        log_line(LOG_ERROR,
                 "the audit is not relayed: what is sent does not come into"
                 " %s; see audit.written",
                 path);
        relay->warned = true;
    }
    return RC_OK;
}

static void
go_back(struct relay *relay)
{
    relay->told = relay->reached > RELAY_BACK ? relay->reached - RELAY_BACK : 0;
    relay->state = RELAY_ON;
}

static void
call_up(struct desk *desk, struct relay *relay, int64_t now_us)
{
    uint8_t random[16];

    if (stream_out_open(&relay->fd, desk->settings->audit_socket) != RC_OK) {
        relay->fd = -1;
        relay->next_us = now_us + RETRY_US;
        return;
    }
    if (desk->settings->audit_written[0] == '\0') {
        go_back(relay);
        return;
    }
    randombytes_buf(random, sizeof random);
    (void)sodium_bin2hex(relay->word, sizeof relay->word, random,
                         sizeof random);
    relay->out_n =
        relay_text_word(desk->settings->desk, clock_utc_us(desk->clock),
                        relay->word, relay->out, sizeof relay->out);
    relay->asked_us = now_us;
    relay->state = RELAY_ASK;
}

/* --- telling --- */

/* What waits goes into the empty buffer: records, and the checkpoints about
 * records that went before. */
static enum rc
fill(struct desk *desk, struct relay *relay, int64_t *number,
     int64_t *checkpoint)
{
    struct audit_line lines[BATCH];
    struct audit_checkpoint marks[2];
    size_t n = 0;
    enum rc rc = audit_read(desk->store, relay->told, lines, BATCH, &n);

    if (rc == RC_INVALID)
        rc = RC_OK; /* up to what is damaged; verify tells the rest */
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        size_t added = relay_text_record(desk->settings->desk, &lines[i],
                                         relay->out + relay->out_n,
                                         sizeof relay->out - relay->out_n);

        if (added == 0)
            break;
        relay->out_n += added;
        *number = lines[i].row.number;
    }
    if (rc == RC_OK)
        rc = audit_checkpoints(desk->store, relay->told_checkpoint, marks, 2,
                               &n);
    for (size_t i = 0; rc == RC_OK && i < n && marks[i].number <= *number;
         i++) {
        size_t added = relay_text_checkpoint(desk->settings->desk, &marks[i],
                                             relay->out + relay->out_n,
                                             sizeof relay->out - relay->out_n);

        if (added == 0)
            break;
        relay->out_n += added;
        *checkpoint = marks[i].number;
    }
    return rc;
}

/* RC_AGAIN: the stream takes no more now. */
static enum rc
flush(struct relay *relay)
{
    size_t sent = 0;
    enum rc rc = stream_out_send(relay->fd, relay->out + relay->out_at,
                                 relay->out_n - relay->out_at, &sent);

    relay->out_at += sent;
    if (rc == RC_OK && relay->out_at < relay->out_n)
        return RC_AGAIN;
    relay->out_at = 0;
    relay->out_n = 0;
    return rc;
}

static enum rc
tell(struct desk *desk, struct relay *relay, int64_t now_us)
{
    int64_t number = relay->told;
    int64_t checkpoint = relay->told_checkpoint;
    enum rc rc = fill(desk, relay, &number, &checkpoint);

    if (rc != RC_OK || relay->out_n == 0)
        return rc;
    /* What is in the buffer goes first and whole, or with a break not at all:
     * after that it is asked back. */
    relay->told = number;
    if (number > relay->reached)
        relay->reached = number;
    relay->told_checkpoint = checkpoint;
    relay->next_us = now_us;
    return flush(relay);
}

static void
warn_late(struct desk *desk, struct relay *relay, int64_t now_us)
{
    int64_t late_us = relay_waits_us(desk);

    if (!health_audit_late(late_us))
        return;
    if (relay->warned_us != 0 && now_us - relay->warned_us < HOUR_US)
        return;
    relay->warned_us = now_us;
    log_line(LOG_ERROR,
             "%lld records of the audit wait for their relay, the"
             " first for %lld minutes",
             (long long)(relay->head - relay->reached),
             (long long)(late_us / 60000000));
}

/* What waits, and since when: also while nobody listens, and without what is
 * told once more.  What is told ends where a record is damaged, and verify tells
 * of that; but it waits, from when that was seen. */
static enum rc
measure(struct desk *desk, struct relay *relay)
{
    struct audit_line first;
    size_t n = 0;
    enum rc rc = audit_head(desk->store, &relay->head);

    if (rc == RC_OK)
        rc = audit_read(desk->store, relay->reached, &first, 1, &n);
    if (n > 0)
        relay->oldest_us = first.row.at_us;
    else if (rc == RC_OK)
        relay->oldest_us = 0;
    else if (rc == RC_INVALID && relay->oldest_us == 0)
        relay->oldest_us = clock_utc_us(desk->clock);
    return rc == RC_INVALID ? RC_OK : rc;
}

/* Whoever looks after syslog-ng hears of it once, and once that it is over. */
static enum rc
tell_people(struct desk *desk, struct relay *relay)
{
    bool late = health_audit_late(relay_waits_us(desk));
    const struct notice notice = {.code = late ? NOTICE_AUDIT_WAITS
                                               : NOTICE_AUDIT_RELAYED,
                                  .roster = "",
                                  .person = "",
                                  .id = ""};
    enum rc rc = RC_OK;

    if (late == relay->people_know)
        return RC_OK;
    outgoing_start(&desk->outgoing);
    notices_operators(desk, &notice);
    notices_managers(desk, &notice);
    rc = notices_send(desk, "audit-waits");
    if (rc == RC_OK)
        relay->people_know = late;
    return rc;
}

int64_t
relay_waits_us(const struct desk *desk)
{
    const struct relay *relay = desk->relay;

    return relay == NULL || relay->oldest_us == 0 ||
                   relay->head <= relay->reached
               ? 0
               : clock_utc_us(desk->clock) - relay->oldest_us;
}

enum rc
relay_turn(struct desk *desk, int64_t now_us)
{
    struct relay *relay = desk->relay;
    enum rc rc = RC_OK;

    relay->next_us = now_us + LOOK_US;
    if (relay->state == RELAY_DOWN)
        call_up(desk, relay, now_us);
    if (relay->fd >= 0)
        rc = flush(relay);
    if (relay->fd >= 0 && rc == RC_DOWN) {
        hang_up(relay, now_us);
        rc = RC_OK;
    }
    if (relay->state == RELAY_ASK && rc == RC_OK)
        rc = ask_back(desk, relay, now_us);
    if (relay->state == RELAY_ON && rc == RC_OK)
        rc = tell(desk, relay, now_us);
    if (rc == RC_DOWN && relay->fd >= 0)
        rc = RC_AGAIN; /* the next turn finds out which of both it was */
    if (rc == RC_AGAIN)
        rc = RC_OK;
    if (rc == RC_OK)
        rc = measure(desk, relay);
    warn_late(desk, relay, now_us);
    if (rc == RC_OK)
        rc = tell_people(desk, relay);
    if (rc == RC_OK && now_us >= relay->save_us && relay->out_n == 0) {
        relay->save_us = now_us + SAVE_US;
        rc = save(relay, desk);
    }
    return rc;
}
