#pragma once
// From what a handler returns to a Response:
//   a described struct   200 with its JSON
//   Download             200 with a file for the viewer's disk
//   Eventual<T>          200 with the file once it is made; until then 202 with T, and when to ask again

#include <string>
#include <utility>
#include <variant>

#include "platform/http/route.h"
#include "platform/schema/object.h"

namespace foyer::http {

struct Download {
  std::string bytes;
  std::string media_type;
  std::string file_name;  ///< what is no letter, digit, '.', '-' or '_' becomes '_'
};

template <class T>
class Eventual {
 public:
  Eventual(Download made) : state_{std::move(made)} {}
  Eventual(T not_yet) : state_{std::move(not_yet)} {}

  Download* made() noexcept { return std::get_if<Download>(&state_); }
  const T& progress() const { return std::get<T>(state_); }

 private:
  std::variant<Download, T> state_;
};

Response reply_with(Download);
/// 202 (https://www.rfc-editor.org/rfc/rfc9110#section-15.3.3).
Response reply_later(std::string json);

template <class Out>
struct Reply {
  static constexpr Describe json = &schema::Codec<Out>::schema;
  static constexpr bool downloads = false;
  static Response of(const Out& out) { return {.body = schema::to_json(out)}; }
};

template <>
struct Reply<Download> {
  static constexpr Describe json = nullptr;
  static constexpr bool downloads = true;
  static Response of(Download& out) { return reply_with(std::move(out)); }
};

template <class T>
struct Reply<Eventual<T>> {
  static constexpr Describe json = &schema::Codec<T>::schema;
  static constexpr bool downloads = true;
  static Response of(Eventual<T>& out) {
    if (Download* made = out.made()) return reply_with(std::move(*made));
    return reply_later(schema::to_json(out.progress()));
  }
};

}  // namespace foyer::http
