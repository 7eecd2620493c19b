/* reports -- what the files about figures share. */
#ifndef STORE_SQLITE_REPORTS_H
#define STORE_SQLITE_REPORTS_H

/* Which version counted on the fixed day: that of before it, whatever came
 * after.  Corrections and withdrawals name the first of the versions; what was
 * withdrawn, and what only supplements another, has none that counts.  f: the
 * fact, m: its message, ?3: the instant. */
#define REPORTS_COUNTED_THEN                                                   \
    " AND (m.amends IS NULL OR m.action NOT IN (1, 3))"                        \
    " AND (SELECT j.accepted_us FROM journal j WHERE j.seq = f.seq) < ?3"      \
    " AND NOT EXISTS (SELECT 1 FROM message v JOIN journal j ON j.seq = v.seq" \
    "  WHERE v.amends = f.seq AND v.action IN (2, 3) AND j.accepted_us < ?3)"  \
    " AND NOT EXISTS (SELECT 1 FROM message v JOIN journal j ON j.seq = v.seq" \
    "  WHERE m.action = 2 AND v.amends = m.amends"                             \
    "  AND (v.action = 3 OR (v.action = 2 AND v.seq > f.seq))"                 \
    "  AND j.accepted_us < ?3)"                                                \
    " AND NOT EXISTS (SELECT 1 FROM message s WHERE m.action = 2"              \
    "  AND s.seq = m.amends AND s.amends IS NOT NULL AND s.action = 1)"

#endif
