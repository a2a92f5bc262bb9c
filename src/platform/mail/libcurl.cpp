#include "platform/mail/libcurl.h"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace foyer::mail {
namespace {

template <class Function>
void find(void* library, const char* name, Function& out) {
  out = reinterpret_cast<Function>(dlsym(library, name));
  if (out == nullptr) throw std::runtime_error{std::string{"libcurl.so.4 lacks "} + name};
}

Libcurl load() {
  void* library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error{"libcurl.so.4 cannot be loaded; install libcurl4"};
  Libcurl curl{};
  find(library, "curl_global_init", curl.global_init);
  find(library, "curl_easy_init", curl.easy_init);
  find(library, "curl_easy_cleanup", curl.easy_cleanup);
  find(library, "curl_easy_reset", curl.easy_reset);
  find(library, "curl_easy_setopt", curl.easy_setopt);
  find(library, "curl_easy_getinfo", curl.easy_getinfo);
  find(library, "curl_easy_strerror", curl.easy_strerror);
  find(library, "curl_multi_init", curl.multi_init);
  find(library, "curl_multi_cleanup", curl.multi_cleanup);
  find(library, "curl_multi_add_handle", curl.multi_add_handle);
  find(library, "curl_multi_remove_handle", curl.multi_remove_handle);
  find(library, "curl_multi_perform", curl.multi_perform);
  find(library, "curl_multi_poll", curl.multi_poll);
  find(library, "curl_multi_wakeup", curl.multi_wakeup);
  find(library, "curl_multi_info_read", curl.multi_info_read);
  find(library, "curl_slist_append", curl.slist_append);
  find(library, "curl_slist_free_all", curl.slist_free_all);
  find(library, "curl_mime_init", curl.mime_init);
  find(library, "curl_mime_free", curl.mime_free);
  find(library, "curl_mime_addpart", curl.mime_addpart);
  find(library, "curl_mime_data", curl.mime_data);
  find(library, "curl_mime_type", curl.mime_type);
  find(library, "curl_mime_encoder", curl.mime_encoder);
  find(library, "curl_mime_headers", curl.mime_headers);
  find(library, "curl_mime_subparts", curl.mime_subparts);
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error{"libcurl does not start"};
  return curl;
}

}  // namespace

const Libcurl& libcurl() {
  static const Libcurl loaded = load();
  return loaded;
}

}  // namespace foyer::mail
