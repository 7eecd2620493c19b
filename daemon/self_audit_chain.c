/* self_audit_chain -- see self_audit_chain.h */
#include "self_audit_chain.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit_verify.h"
#include "desk/desk.h"
#include "installation.h"
#include "store/audit.h"
#include "sys/file_findings.h"
#include "sys/secret.h"

#define BATCH 100
#define MARKS 100

struct chain {
    struct store *store;
    uint8_t public_key[DESK_KEY_BYTES];
    struct audit_verify verify;
    struct audit_line lines[BATCH];
    struct audit_checkpoint marks[MARKS];
};

static const char *const flaws[] = {
    [AUDIT_UNREADABLE] = "cannot be read",
    [AUDIT_CHANGED] = "was changed",
    [AUDIT_LINK] = "does not follow the one before",
    [AUDIT_MISSING] = "has no record before it",
    [AUDIT_REPEATED] = "is there twice",
    [AUDIT_START] = "is not the first of this installation",
    [AUDIT_SIGNATURE] = "has a checkpoint that this desk did not sign",
    [AUDIT_OTHER] = "is another than its checkpoint says",
    [AUDIT_CUT] = "has a checkpoint and is gone"};

/* The next checkpoints, once those before are behind us. */
static enum rc
take_marks(struct chain *c)
{
    struct audit_verify *verify = &c->verify;
    uint8_t text[AUDIT_CHECKPOINT_TEXT_BYTES];
    int64_t after =
        verify->marks_n == 0 ? 0 : c->marks[verify->marks_n - 1].number;
    size_t n = 0;
    enum rc rc = audit_checkpoints(c->store, after, c->marks, MARKS, &n);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < n; i++) {
        audit_checkpoint_text(&c->marks[i], text);
        if (crypto_sign_verify_detached(c->marks[i].signature, text,
                                        sizeof text, c->public_key) != 0)
            audit_verify_flaw(verify, AUDIT_SIGNATURE, c->marks[i].number);
    }
    verify->marks = c->marks;
    verify->marks_n = n;
    verify->mark = 0;
    return RC_OK;
}

/* Until nothing follows: the desk may write on beside us, but what a checkpoint
 * is about was written before it. */
static enum rc
recompute(struct chain *c)
{
    struct audit_verify *verify = &c->verify;
    size_t n = 1;
    enum rc rc = take_marks(c);

    while (rc == RC_OK && n > 0 && verify->flaw == AUDIT_WHOLE) {
        rc = audit_read(c->store, verify->last, c->lines, BATCH, &n);
        if (rc != RC_OK && rc != RC_INVALID)
            return rc;
        bool broken = rc == RC_INVALID;

        rc = RC_OK;
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            if (verify->marks_n == MARKS && verify->mark == MARKS)
                rc = take_marks(c);
            if (c->lines[i].row.number != verify->last + 1)
                audit_verify_flaw(verify, AUDIT_MISSING,
                                  c->lines[i].row.number);
            if (rc == RC_OK && audit_verify_row(verify, &c->lines[i].row,
                                                c->lines[i].prev) != RC_OK)
                return RC_OK;
        }
        if (rc == RC_OK && broken)
            audit_verify_flaw(verify, AUDIT_UNREADABLE, verify->last + 1);
    }
    if (rc == RC_OK)
        (void)!audit_verify_end(verify, INT64_MAX); /* flaw tells */
    return rc;
}

static enum rc
take_key(const struct installation *in, struct chain *c)
{
    struct desk_secrets *secrets = secret_memory(sizeof *secrets);

    if (secrets == NULL)
        return RC_FATAL;
    installation_derive(in, secrets);
    memcpy(c->public_key, secrets->audit_public, sizeof c->public_key);
    secret_memory_close(secrets);
    return RC_OK;
}

enum rc
self_audit_chain(const struct installation *in, struct store *store,
                 struct file_findings *findings)
{
    struct chain *c = calloc(1, sizeof *c);
    enum rc rc = c != NULL ? take_key(in, c) : RC_FATAL;

    if (rc == RC_OK) {
        c->store = store;
        audit_installation(store, c->verify.installation);
        rc = recompute(c);
    }
    if (rc == RC_OK && c->verify.flaw != AUDIT_WHOLE)
        file_findings_add(findings, "audit", 0,
                          "record %lld %s: loket audit verify, and compare "
                          "with what syslog-ng kept",
                          (long long)c->verify.number, flaws[c->verify.flaw]);
    free(c);
    return rc == RC_OK ? RC_OK : RC_FATAL;
}
