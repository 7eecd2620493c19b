/* verb_backup -- backup and restore, as operator, on the server itself */
#include <string.h>

#include "loketd.h"
#include "text.h"
#include "verb.h"

const char verb_backup_help[] = N_(
    "usage: loket backup [make] [--full] [--to DIR] [--config FILE]\n"
    "       loket backup verify DIR [--key FILE [--keys PATH]]\n"
    "       loket backup keygen FILE\n"
    "\n"
    "On the server, as the user of the desk.  make: back up what changed, or\n"
    "all of it, beside the running desk.  verify: are the backups in DIR\n"
    "whole, and has each what it builds on?  keygen: a key that reads "
    "backups,\n"
    "for the safe, and FILE.public, for the server.\n"
    "\n"
    "  --full         all of it, whatever backup.full_every_days says\n"
    "  --to DIR       another folder than backup.folder\n"
    "  --config FILE  the settings (default /etc/loket/loketd.yaml)\n"
    "  --key FILE     the secret key that reads backups\n"
    "  --keys PATH    the sealed copy of the keys, or a folder of them\n"
    "\n"
    "example:\n"
    "  sudo -u loket loket backup --full\n");

const char verb_restore_help[] = N_(
    "usage: loket restore PATH --key FILE --keys PATH --to DIR\n"
    "         [--as-of TIME] [--expired-keys] [--erase-unopened]\n"
    "\n"
    "A desk in DIR, where there is none, from a backup or from the newest in "
    "a\n"
    "folder.  All of it is authenticated before anything is written.  Read\n"
    "docs/backup.md first: what was accepted after the backup is lost, and "
    "what\n"
    "was erased after it is back unless keys were rotated since.\n"
    "\n"
    "  --key FILE        the secret key that reads backups, from the safe\n"
    "  --keys PATH       the sealed copy of the keys, or a folder of them\n"
    "  --to DIR          where the desk is made\n"
    "  --as-of TIME      no newer than this: 2026-11-20T22:00:00+01:00\n"
    "  --expired-keys    take a copy of the keys that is past its time; what "
    "was\n"
    "                    erased since may come back\n"
    "  --erase-unopened  go on without the messages that the keys do not "
    "open;\n"
    "                    those that live are lost too\n"
    "\n"
    "example:\n"
    "  sudo -u loket loket restore /mnt/backup --key loket-backup.key \\\n"
    "    --keys /mnt/keys/newest.loketkeys --to /var/lib/loket\n");

#define WORDS_MAX 20

struct words {
    const char *v[WORDS_MAX];
    size_t n;
};

static void
say(struct words *words, const char *option, const char *value)
{
    if (value == NULL)
        return;
    words->v[words->n++] = option;
    if (*value != '\0')
        words->v[words->n++] = value;
}

/* What is asked for, with how many operands; false: nothing of that. */
static bool
mode_of(struct words *words, const struct invocation *inv)
{
    static const struct {
        const char *name, *option;
        int operands;
    } modes[] = {{"make", "--backup", 0},
                 {"verify", "--backup-verify", 1},
                 {"keygen", "--backup-keygen", 1}};
    const char *name = inv->argc > 0 ? inv->argv[0] : "make";

    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        int operands = inv->argc > 0 ? inv->argc - 1 : 0;

        if (strcmp(name, modes[i].name) != 0)
            continue;
        if (operands != modes[i].operands)
            return false;
        say(words, modes[i].option, operands == 1 ? inv->argv[1] : "");
        return true;
    }
    return false;
}

enum ending
verb_backup(struct invocation *inv)
{
    const char *config = NULL, *to = NULL, *key = NULL, *keys = NULL;
    bool full = false;
    const struct arg args[] = {{"config", ARG_TEXT, (void *)&config},
                               {"full", ARG_FLAG, &full},
                               {"to", ARG_TEXT, (void *)&to},
                               {"key", ARG_TEXT, (void *)&key},
                               {"keys", ARG_TEXT, (void *)&keys}};
    struct words words = {.n = 0};
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    say(&words, "--config", config);
    if (!mode_of(&words, inv)) {
        output_error(_("make, verify DIR or keygen FILE is expected"));
        return ENDING_USAGE;
    }
    say(&words, "--full", full ? "" : NULL);
    say(&words, "--to", to);
    say(&words, "--key", key);
    say(&words, "--keys", keys);
    return loketd_run(inv, words.v);
}

enum ending
verb_restore(struct invocation *inv)
{
    const char *to = NULL, *key = NULL, *keys = NULL, *as_of = NULL;
    bool expired = false;
    bool unopened = false;
    const struct arg args[] = {{"to", ARG_TEXT, (void *)&to},
                               {"key", ARG_TEXT, (void *)&key},
                               {"keys", ARG_TEXT, (void *)&keys},
                               {"as-of", ARG_TEXT, (void *)&as_of},
                               {"expired-keys", ARG_FLAG, &expired},
                               {"erase-unopened", ARG_FLAG, &unopened}};
    struct words words = {.n = 0};
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1) {
        output_error(_("one backup, or a folder of them, is expected"));
        return ENDING_USAGE;
    }
    say(&words, "--restore", inv->argv[0]);
    say(&words, "--key", key);
    say(&words, "--keys", keys);
    say(&words, "--to", to);
    say(&words, "--as-of", as_of);
    say(&words, "--expired-keys", expired ? "" : NULL);
    say(&words, "--erase-unopened", unopened ? "" : NULL);
    return loketd_run(inv, words.v);
}
