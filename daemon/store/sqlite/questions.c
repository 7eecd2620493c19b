/* questions -- to senders, and their answers; see store/questions.h
 *
 * The audit records say that there was a question and an answer, never what
 * they say. */
#include "store/questions.h"

#include "store/sqlite/audit.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/streams.h"

enum rc
question_next(struct store *store, int64_t *question)
{
    return sql_next(store, "question", question);
}

static enum rc
ask(struct store *store, const struct question *question,
    const struct event_out *events, size_t n)
{
    const struct audit_record record = {
        .at_us = question->asked_us,
        .actor = question->principal,
        .verb = "ask",
        .object = "question",
        .row = question->question,
        .about = question->seq,
    };
    int64_t next = 0;
    enum rc rc = question_next(store, &next);

    if (rc == RC_OK && next != question->question)
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = sql_run(
            store,
            "INSERT INTO question (question, seq, principal, text,"
            " asked_us) VALUES (?1, ?2, ?3,"
            " sealed('question.text', 1, ?2, ?4, ?1), ?5)",
            SQL_ARGS(sql_int(question->question), sql_int(question->seq),
                     sql_int(question->principal), sql_text(question->text),
                     sql_int(question->asked_us)));
    if (rc == RC_OK)
        rc = streams_write(store, events, n, question->asked_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
question_ask(struct store *store, const struct question *question,
             const struct event_out *events, size_t n)
{
    enum rc rc = sql_begin(store);

    return rc == RC_OK ? sql_end(store, ask(store, question, events, n)) : rc;
}

static enum rc
answer(struct store *store, const struct question_answer *answer)
{
    const struct audit_record record = {
        .at_us = answer->now_us,
        .actor = answer->actor,
        .verb = "answer",
        .object = "question",
        .row = answer->question,
        .about = answer->seq,
    };
    int64_t answered_us = 0;
    enum rc rc = sql_get(
        store,
        "SELECT answered_us FROM question WHERE question = ? AND seq = ?",
        SQL_ARGS(sql_int(answer->question), sql_int(answer->seq)),
        &answered_us);

    if (rc == RC_OK && answered_us != 0)
        rc = RC_STALE;
    if (rc == RC_OK)
        rc = sql_run(store,
                     "UPDATE question SET answered_us = ?2, answer ="
                     " sealed('question.answer', 1, seq, ?1, question)"
                     " WHERE question = ?3",
                     SQL_ARGS(sql_text(answer->text), sql_int(answer->now_us),
                              sql_int(answer->question)));
    if (rc == RC_OK)
        rc = streams_write(store, answer->events, answer->events_n,
                           answer->now_us);
    if (rc == RC_OK)
        rc = audit_write(store, &record);
    return rc;
}

enum rc
question_answer(struct store *store, const struct question_answer *order)
{
    enum rc rc = sql_begin(store);

    return rc == RC_OK ? sql_end(store, answer(store, order)) : rc;
}

#define QUESTION_COLUMNS                                                       \
    "SELECT question, seq, principal,"                                         \
    " opened('question.text', 1, seq, text, question), asked_us,"              \
    " opened('question.answer', 1, seq, answer, question), answered_us"        \
    " FROM question"

static void
take_question(sqlite3_stmt *stmt, struct question *out)
{
    *out = (struct question){
        .question = sqlite3_column_int64(stmt, 0),
        .seq = sqlite3_column_int64(stmt, 1),
        .principal = sqlite3_column_int64(stmt, 2),
        .asked_us = sqlite3_column_int64(stmt, 4),
        .answered_us = sqlite3_column_int64(stmt, 6),
    };
    sql_column_text(stmt, 3, out->text, sizeof out->text);
    sql_column_text(stmt, 5, out->answer, sizeof out->answer);
}

enum rc
question_get(struct store *store, int64_t question, struct question *out)
{
    sqlite3_stmt *stmt = NULL;
    enum rc rc = sql_bind(store, QUESTION_COLUMNS " WHERE question = ?",
                          SQL_ARGS(sql_int(question)), &stmt);

    if (rc != RC_OK || (rc = sql_step(store, stmt)) != RC_OK)
        return rc;
    take_question(stmt, out);
    sql_done(stmt);
    return RC_OK;
}

enum rc
question_list(struct store *store, int64_t seq, struct question *out,
              size_t cap, size_t *n)
{
    sqlite3_stmt *stmt = NULL;
    size_t found = 0;
    enum rc rc = sql_bind(
        store, QUESTION_COLUMNS " WHERE seq = ? ORDER BY question DESC LIMIT ?",
        SQL_ARGS(sql_int(seq), sql_int((int64_t)cap)), &stmt);

    if (rc != RC_OK)
        return rc;
    while ((rc = sql_step(store, stmt)) == RC_OK)
        take_question(stmt, &out[found++]);
    if (rc != RC_NOT_FOUND)
        return rc;
    *n = found;
    return RC_OK;
}

enum rc
question_open(struct store *store, int64_t seq, size_t *n)
{
    int64_t open = 0;
    enum rc rc = sql_get(store,
                         "SELECT count(*) FROM question"
                         " WHERE seq = ? AND answered_us = 0",
                         SQL_ARGS(sql_int(seq)), &open);

    if (rc == RC_OK)
        *n = (size_t)open;
    return rc;
}
