/* document_letters -- short names of the documents, for tables of changes. */
#ifndef SIM_DOCUMENT_LETTERS_H
#define SIM_DOCUMENT_LETTERS_H

#include "document/document.h"

#define P DOCUMENT_PERSONS
#define R DOCUMENT_ROSTERS
#define O DOCUMENT_OVERRIDES
#define C DOCUMENT_CALENDAR
#define L DOCUMENT_POLICIES
#define G DOCUMENT_REGIONS
#define S DOCUMENT_SHELTER
#define D DOCUMENT_DIRECTORY
#define T DOCUMENT_TERMS
#define K DOCUMENT_RETENTION

#endif
