#pragma once
// What is known of one endpoint besides its code: enough to dispatch it and to describe it in OpenAPI.

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "platform/http/router.h"
#include "platform/schema/codec.h"

namespace foyer::http {

using Describe = boost::json::object (*)(schema::Definitions&);

/// A form field that stands for a JSON member of another name.
struct FormName {
  std::string form;
  std::string member;
};

struct RouteInfo {
  Method method = Method::get;
  std::string path;
  std::vector<std::string> aliases;
  std::string summary;
  std::string description;
  std::string tag;
  bool needs_principal = false;
  bool page_session = false;    ///< honours the cookie of our own pages
  Describe body = nullptr;      ///< null: takes none
  Describe query = nullptr;     ///< null: takes none
  Describe segments = nullptr;  ///< what the path's {name} segments are; null: there are none
  Describe answer = nullptr;    ///< null: answers a download alone
  bool downloads = false;       ///< 200 is a file; with an answer as well, that one is the 202 before it
  std::string media_type = "application/octet-stream";  ///< of the download
  std::string example;  ///< JSON text of a typical answer; empty leaves it to the fields' own examples
  std::vector<Errc> failures;
  std::vector<FormName> form;  ///< not empty: an urlencoded form is taken as well as JSON
  Handler page;                ///< not empty: answers clients that prefer text/html
};

/// `api.post(…).summary("…").may_fail({…})`: the words of an endpoint, said where it is mounted.
class Route {
 public:
  explicit Route(RouteInfo& info) : info_{&info} {}
  Route& summary(std::string words) { return set(info_->summary, std::move(words)); }
  Route& description(std::string words) { return set(info_->description, std::move(words)); }
  Route& example(std::string json) { return set(info_->example, std::move(json)); }
  Route& media_type(std::string type) { return set(info_->media_type, std::move(type)); }
  Route& tag(std::string name) { return set(info_->tag, std::move(name)); }
  Route& may_fail(std::initializer_list<Errc> codes) {
    info_->failures.insert(info_->failures.end(), codes);
    return *this;
  }
  Route& also_at(std::string path) {
    info_->aliases.push_back(std::move(path));
    return *this;
  }
  Route& accepts_form(std::initializer_list<FormName> names) { return set(info_->form, std::vector<FormName>{names}); }
  Route& for_browsers(Handler page) { return set(info_->page, std::move(page)); }

 private:
  template <class T>
  Route& set(T& member, T value) {
    member = std::move(value);
    return *this;
  }
  RouteInfo* info_;
};

}  // namespace foyer::http
