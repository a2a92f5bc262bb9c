#pragma once
// A run's figures as JSON for programs and as a table for people.

#include <string>

#include "load/figures.h"
#include "load/options.h"

namespace load {

/// A run whose generator was late measured the generator.
bool is_late(const Options&, const Figures&);
std::string to_json(const Options&, const Figures&);
std::string to_table(const Options&, const Figures&);

}  // namespace load
