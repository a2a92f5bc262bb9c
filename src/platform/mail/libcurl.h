#pragma once
// libcurl, loaded when the first mail is sent: linked, it would cost every start 5 ms and 4 MB for thirty libraries
// that a server which captures its mail never uses.

#include <curl/curl.h>

namespace foyer::mail {

struct Libcurl {
  decltype(&curl_global_init) global_init;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_multi_init) multi_init;
  decltype(&curl_multi_cleanup) multi_cleanup;
  decltype(&curl_multi_add_handle) multi_add_handle;
  decltype(&curl_multi_remove_handle) multi_remove_handle;
  decltype(&curl_multi_perform) multi_perform;
  decltype(&curl_multi_poll) multi_poll;
  decltype(&curl_multi_wakeup) multi_wakeup;
  decltype(&curl_multi_info_read) multi_info_read;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
  decltype(&curl_mime_init) mime_init;
  decltype(&curl_mime_free) mime_free;
  decltype(&curl_mime_addpart) mime_addpart;
  decltype(&curl_mime_data) mime_data;
  decltype(&curl_mime_type) mime_type;
  decltype(&curl_mime_encoder) mime_encoder;
  decltype(&curl_mime_headers) mime_headers;
  decltype(&curl_mime_subparts) mime_subparts;
};

/// Loads and initialises it on the first call; it stays until the process ends. Throws std::runtime_error when the
/// library is not installed. Any thread.
const Libcurl& libcurl();

}  // namespace foyer::mail
