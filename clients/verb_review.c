/* verb_review -- review: what may belong together, one key each */
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "decide_words.h"
#include "review_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"
#include "visit_list.h"
#include "why_words.h"

#define TICK_MS    1000
#define KEYS_BYTES 32 /* that one press may send, and more */

const char verb_review_help[] = N_(
    "usage: loket review [S-..|B-..] [--kind KIND] [--unsure]\n"
    "                    [--reason TEXT]\n"
    "       loket review --answer yes|no|unsure S-.. S-.. [--reason TEXT]\n"
    "\n"
    "What may belong together, best first.  On a terminal one key each:\n"
    "  y  yes, they belong together     n  no, they do not\n"
    "  u  unsure                        s  skip, it stays in the queue\n"
    "  w  why: the whole sum            q  quit\n"
    "Yes and no are decisions as those of `loket combine` and `loket\n"
    "separate`, with who, when and why; `loket takeback` takes them back.\n"
    "Otherwise the queue is printed; with --json an object a line.\n"
    "\n"
    "  S-..|B-..      only about this signal or bundle\n"
    "  --kind KIND    possible (the default), provisional: linked and not\n"
    "                 confirmed yet, split-tie: new information about a split\n"
    "  --unsure       what somebody was unsure about as well\n"
    "  --reason TEXT  kept with each answer\n"
    "\n"
    "examples:\n"
    "  loket review\n"
    "  loket review --answer yes S-7K3QM2XA S-4K7Q8T1C\n");

struct reviewing {
    const struct invocation *inv;
    struct visit visit;
    const char *reason;
    struct termios before;
    bool quit;
};

static const char *
verb_of(enum review_answer answer)
{
    if (answer == REVIEW_YES)
        return "combine";
    return answer == REVIEW_NO ? "separate" : "unsure";
}

/* ENDING_REFUSED: it was not decided; said already. */
static enum ending
answer_send(struct reviewing *r, enum review_answer given, const char *a,
            const char *b)
{
    struct session_event answer;
    enum ending ending =
        visit_ask(&r->visit, r->inv, "link_decide",
                  json_pack("{s:s, s:[s, s], s:s}", "verb", verb_of(given),
                            "ids", a, b, "reason", r->reason),
                  &answer);

    if (ending == ENDING_DONE && !decide_words_print(&r->inv->out, answer.body))
        ending = ENDING_REFUSED;
    return ending;
}

static bool
terminal_set(struct termios *before)
{
    struct termios keys;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
        tcgetattr(STDIN_FILENO, before) != 0)
        return false;
    keys = *before;
    /* ISIG too: who presses ^C gets the terminal back as it was. */
    keys.c_lflag &= (tcflag_t) ~(ICANON | ECHO | ISIG);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
}

/* Waits for a key that means something; the session lives on meanwhile. */
static enum review_answer
key_read(struct reviewing *r)
{
    struct session *session = r->visit.session;
    enum review_answer answer = REVIEW_NOTHING;

    session_watch_fd(session, STDIN_FILENO);
    while (answer == REVIEW_NOTHING) {
        struct session_event event =
            session_next(session, session_now_ms() + TICK_MS);
        char keys[KEYS_BYTES];
        ssize_t n = 0;

        if (event.what != SESSION_INPUT)
            continue;
        n = read(STDIN_FILENO, keys, sizeof keys);
        answer = n > 0 ? review_words_keys(keys, (size_t)n) : REVIEW_QUIT;
    }
    session_unwatch_fd(session, STDIN_FILENO);
    return answer;
}

static enum ending
why_show(struct reviewing *r, const char *a, const char *b)
{
    struct session_event answer;
    enum ending ending =
        visit_ask(&r->visit, r->inv, "why",
                  json_pack("{s:s, s:s}", "id", a, "other", b), &answer);

    if (ending == ENDING_DONE)
        why_words_print(&r->inv->out, answer.body);
    return ending;
}

/* A refusal is said and the next one comes; only a lost desk ends it. */
static enum ending
item_review(struct reviewing *r, const json_t *item)
{
    const json_t *pair = json_object_get(item, "pair");
    const char *a = object_text(pair, "a");
    const char *b = object_text(pair, "b");
    enum review_answer answer;
    enum ending ending = ENDING_DONE;

    /* A key that was pressed for the pair before says nothing of this one. */
    (void)tcflush(STDIN_FILENO, TCIFLUSH);
    review_words_print(&r->inv->out, item);
    do {
        output_line(&r->inv->out,
                    _("y yes, n no, u unsure, s skip, w why, q quit"));
        answer = key_read(r);
        if (answer == REVIEW_WHY)
            ending = why_show(r, a, b);
    } while (answer == REVIEW_WHY && ending != ENDING_UNREACHABLE);
    if (answer == REVIEW_QUIT)
        r->quit = true;
    else if (answer != REVIEW_SKIP && answer != REVIEW_WHY)
        ending = answer_send(r, answer, a, b);
    return ending == ENDING_UNREACHABLE ? ending : ENDING_DONE;
}

/* The queue as it was asked for: what is answered meanwhile is in none of the
 * later parts, and each of them is asked for when it is needed. */
static enum ending
queue_review(struct reviewing *r, json_t *body)
{
    enum ending ending = ENDING_DONE;
    char after[256] = "";
    size_t n = 0;

    do {
        struct session_event answer;
        json_t *list, *item;
        size_t i;

        (void)json_object_set_new(body, "after", json_string(after));
        ending = visit_ask(&r->visit, r->inv, "list_review", json_incref(body),
                           &answer);
        if (ending != ENDING_DONE)
            break;
        /* The answer is gone with the next question. */
        list = json_incref(answer.body);
        json_array_foreach(json_object_get(list, "items"), i, item)
        {
            ending = item_review(r, item);
            n++;
            if (ending != ENDING_DONE || r->quit)
                break;
        }
        (void)strncpy(after, object_text(list, "next"), sizeof after - 1);
        json_decref(list);
    } while (ending == ENDING_DONE && !r->quit && *after != '\0');
    if (ending == ENDING_DONE && n == 0)
        output_line(&r->inv->out, "%s", _("nothing waits for review"));
    return ending;
}

static enum ending
review_all(struct reviewing *r, json_t *body)
{
    static const struct visit_list list = {"list_review", "items", NULL,
                                           review_words_print,
                                           N_("nothing waits for review")};
    enum ending ending;

    if (r->inv->json || !terminal_set(&r->before)) {
        ending = visit_list_ask(&r->visit, r->inv, &list, body);
    } else {
        ending = queue_review(r, body);
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &r->before);
        json_decref(body);
    }
    return ending;
}

enum ending
verb_review(struct invocation *inv)
{
    struct reviewing r = {.inv = inv, .reason = _("review queue")};
    const char *kind = "possible";
    const char *given = NULL;
    bool unsure = false;
    char code[TEXT_CODE_BYTES];
    const struct arg args[] = {
        {"kind", ARG_TEXT, &kind},
        {"answer", ARG_TEXT, &given},
        {"unsure", ARG_FLAG, &unsure},
        {"reason", ARG_TEXT, &r.reason},
    };
    enum review_answer answer;
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    answer = given != NULL ? review_words_answer(given) : REVIEW_NOTHING;
    if (given != NULL && answer == REVIEW_NOTHING)
        return args_wrong(inv, _("--answer is yes, no or unsure"));
    if (given != NULL && inv->argc != 2)
        return args_wrong(inv, _("two S-.. are needed"));
    if (given == NULL && inv->argc > 1)
        return args_wrong(inv, _("one S-.. or B-.. at most"));
    if (visit_begin(&r.visit, inv) != RC_OK)
        goto out;
    if (given != NULL)
        ending = answer_send(&r, answer, inv->argv[0], inv->argv[1]);
    else
        ending = review_all(&r, json_pack("{s:s, s:s, s:b}", "kind",
                                          text_code(kind, code), "id",
                                          inv->argc == 1 ? inv->argv[0] : "",
                                          "unsure", (int)unsure));
out:
    visit_end(&r.visit);
    return ending;
}
