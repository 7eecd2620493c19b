/* documents_added -- desk documents that came with a later version than the
 * one that made the installation. */
#ifndef DESK_DOCUMENTS_ADDED_H
#define DESK_DOCUMENTS_ADDED_H

#include <stddef.h>

#include "core/rc.h"

struct desk;
struct document_text;

/* documents_added: puts the shipped texts of those kinds from DOCUMENT_ADDED
 * on that the database has no version of, all in one transaction; a text that
 * somebody wrote is never touched.
 *
 * in      before rules_open(): what is in force is read from the store
 * out     when they do not fit to what is in force, nothing is added and the
 *         log says why: the desk works as it did, and a manager puts them
 * errors  RC_FATAL: no memory; those of the store
 * cost    one look a kind when nothing is missing */
MUST_USE enum rc documents_added(struct desk *desk,
                                 const struct document_text *shipped, size_t n);

#endif
