#pragma once
// Which other web sites may read our answers (https://fetch.spec.whatwg.org/#http-cors-protocol): an exact list, nobody
// by default (security.md H6). Cookies are never part of it: tokens travel in fields that a page sets itself.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.h"

namespace foyer::http {

class CorsOrigins {
 public:
  /// Origins as browsers write them, "https://cinema.example" or "http://localhost:5173"; otherwise a sentence on the
  /// first that no browser would send.
  static std::expected<CorsOrigins, std::string> parse(const std::vector<std::string>& origins);

  bool empty() const noexcept { return origins_.empty(); }
  /// The request says one origin, and it is listed.
  bool lists(const Request&) const noexcept;
  /// Adds to an answer what lets a listed origin read it, and to the 204 of a preflight what it may send. Nothing but
  /// Vary for other origins, and outside the API, its description and /.well-known/. Not to be called on an empty list.
  void admit(const Request&, Response&) const;

 private:
  bool allows(const Request&) const noexcept;

  std::vector<std::string> origins_;
};

}  // namespace foyer::http
