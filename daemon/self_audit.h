/* self_audit -- `loketd --self-audit`: what will become a problem unless
 * somebody acts?  Once a day by loket-check.timer.  Changes nothing, needs no
 * network and runs beside the desk. */
#ifndef SELF_AUDIT_H
#define SELF_AUDIT_H

#include <stdint.h>
#include <stdio.h>

#include "core/rc.h"

/* Of holes in rosters it is the desk's own (document/document_check.h), of
 * epoch keys and backups the doctor's (core/health.h). */
#define SELF_AUDIT_KEY_DAYS       14  /* a partner's last key ends within */
#define SELF_AUDIT_ROTATE_DAYS    730 /* a partner's newest key is older */
#define SELF_AUDIT_DIRECTORY_DAYS 14  /* an entry or agreement ends within */

/* self_audit_run: all that `--check-config` finds (check.h), and
 *   - a roster without anybody on call within two weeks
 *   - an entry or agreement of the directory that ends within two weeks
 *   - a partner that nobody let out whose last key ends, is old, or is shut
 *     out
 *   - epoch keys that were not changed for long
 *   - a record of the audit that is not as it was (self_audit_chain.h)
 *   - a backup that is old, or is not there, and that none are to be made
 * out    one line when there is nothing
 * RC_OK: nothing; RC_INVALID: all findings stand on standard error;
 * RC_FATAL: the database cannot be read */
MUST_USE enum rc self_audit_run(const char *config_path, FILE *out);

#endif
