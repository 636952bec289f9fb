/* How the HTML page looks: its style sheet. */
#ifndef CVG_DOCUMENT_HTML_STYLE_H
#define CVG_DOCUMENT_HTML_STYLE_H

extern const char html_style[];

#endif
