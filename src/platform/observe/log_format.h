#pragma once
// How a line reads. Pure: the same call gives the same bytes, always exactly one line without its line break.
//
//   text = time SP level SP message [SP SP name "=" value *(SP name "=" value)]
//   json = {"time":…,"level":…,"message":…,name:value…}
// In text, what could be taken for another field, line or terminal command is quoted and escaped: \" \\ \n \r \t, \xNN
// for other controls and for bytes that are not UTF-8, \u{N} for Unicode line breaks and direction marks. In JSON those
// bytes become U+FFFD.

#include <string>

#include "core/clock.h"
#include "platform/observe/log.h"

namespace foyer::log {

struct Line {
  Time time;
  Level level;
  std::string_view message;
  Fields fields;
};

enum class Colours { no, yes };

std::string format_text(const Line&, Colours = Colours::no);
std::string format_json(const Line&);

}  // namespace foyer::log
