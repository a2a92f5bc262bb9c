#pragma once
// What the profile endpoints take and answer.

#include <chrono>
#include <optional>
#include <string>

#include "core/ids.h"
#include "core/text.h"
#include "platform/schema/object.h"

namespace foyer {

enum class Gender { MAN, WOMAN };
BOOST_DESCRIBE_ENUM(Gender, MAN, WOMAN)

/// An absolute http or https URL of at most 2,048 characters without user name or password.
class AvatarUrl {
 public:
  static std::expected<AvatarUrl, Violation> from(std::string text);
  const std::string& str() const noexcept { return text_; }

 private:
  explicit AvatarUrl(std::string text) : text_{std::move(text)} {}
  std::string text_;
};

struct ProfileChange {
  schema::Patch<Text<1, 100>> first_name;
  schema::Patch<Text<1, 100>> last_name;
  schema::Patch<Gender> gender;
  schema::Patch<std::chrono::year_month_day> date_of_birth;
  schema::Patch<AvatarUrl> avatar;
  schema::Patch<Text<0, 4000, Lines::multiple>> info;
};
FOYER_DESCRIBE(ProfileChange, first_name, last_name, gender, date_of_birth, avatar, info)
FOYER_NOTES(ProfileChange, {"first_name", "Left as it is when absent, cleared by null", "Olena"},
            {"last_name", "", "Shevchenko"}, {"gender", "", "WOMAN"},
            {"date_of_birth", "Not in the future", "1990-04-23"},
            {"info", "Anything the viewer wants to say, line breaks included", "Film noir and good coffee."})

struct ProfileResponse {
  std::int64_t id = 0;
  std::int64_t user_id = 0;
  std::string email;
  std::string group;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> gender;
  std::optional<std::string> date_of_birth;
  std::optional<std::string> avatar;
  std::optional<std::string> info;
};
FOYER_DESCRIBE(ProfileResponse, id, user_id, email, group, first_name, last_name, gender, date_of_birth, avatar, info)
FOYER_NOTES(ProfileResponse, {"group", "USER, MODERATOR or ADMIN", "USER"}, {"email", "", "olena@example.com"})

namespace schema {
template <>
struct Codec<AvatarUrl> {
  static std::optional<AvatarUrl> read(const json::value&, Binder&);
  static json::object schema(Definitions&);
};
}  // namespace schema

}  // namespace foyer
