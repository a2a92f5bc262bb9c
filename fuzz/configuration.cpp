// An .env file and the texts of settings: no crash, and each mistake is one short line.

#include "fuzz/check.h"
#include "platform/config/env_file.h"
#include "platform/config/values.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using foyer::fuzz::check;
  const std::string_view text = foyer::fuzz::text_of(data, size);
  const foyer::config::Variables environment{{"HOME", "/srv"}, {"EMPTY", ""}};
  const auto file = foyer::config::parse_env_file(text, environment);
  for (const auto& [name, value] : file.values) check(!name.empty());
  for (const auto& mistake : file.mistakes) check(mistake.size() < 200 && !mistake.contains('\n'));
  constexpr std::string_view schemes[]{"http", "https", "sqlite"};
  if (foyer::config::is_url(text, schemes, true)) check(text.contains("://"));
  check(foyer::config::in_quotes(text).find_first_of("\r\n") == std::string::npos);
  foyer::config::without_password(text);
  foyer::config::parse_flag(text);
  foyer::config::parse_list(text);
  if (const auto number = foyer::config::parse_integer(text)) check(!text.empty());
  return 0;
}
