# embed_web_app(TARGET) builds the pages' browser side in web/ with Vite whenever its sources changed, and links what
# comes out into TARGET as foyer::embedded::web_app() (src/pages/web_app.h). Needs what script/setup installed, and no
# network. Run as a script (cmake -D DIST=... -D OUTPUT=... -D GZIP=... -P) it writes that table from Vite's manifest.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(FOYER_WEB_APP_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
  find_program(FOYER_NPM npm REQUIRED)

  function(embed_web_app target)
    set(web ${CMAKE_SOURCE_DIR}/web)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/web_app)
    if(NOT EXISTS ${web}/node_modules/vite)
      message(FATAL_ERROR "web/node_modules lacks vite: run script/setup")
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/app/* ${web}/build/* ${web}/languages/*)
    file(GLOB settings CONFIGURE_DEPENDS ${web}/*.json ${web}/*.js ${web}/*.mjs ${web}/*.ts)
    list(FILTER sources EXCLUDE REGEX "/app/generated/")
    add_custom_command(
      OUTPUT ${out}/web_app.cpp
      COMMAND ${FOYER_NPM} run --silent build -- --outDir ${out}/dist --emptyOutDir --logLevel warn
      COMMAND ${CMAKE_COMMAND} -D DIST=${out}/dist -D OUTPUT=${out}/web_app.cpp -D GZIP=${FOYER_GZIP}
              -P ${FOYER_WEB_APP_SCRIPT}
      DEPENDS ${sources} ${settings} ${web}/node_modules/.package-lock.json ${FOYER_WEB_APP_SCRIPT}
              ${CMAKE_SOURCE_DIR}/tests/golden/openapi.json ${CMAKE_SOURCE_DIR}/tests/golden/error_codes.txt
      WORKING_DIRECTORY ${web}
      COMMENT "Building the pages' browser side"
      VERBATIM)
    target_sources(${target} PRIVATE ${out}/web_app.cpp)
  endfunction()
  return()
endif()

include(${CMAKE_CURRENT_LIST_DIR}/embed.cmake)

# Fonts are compressed already.
function(_packed result file)
  if(file MATCHES "[.]woff2$")
    set(${result} ${DIST}/${file} PARENT_SCOPE)
    return()
  endif()
  execute_process(COMMAND ${GZIP} -9nc ${DIST}/${file} OUTPUT_FILE ${DIST}/${file}.gz COMMAND_ERROR_IS_FATAL ANY)
  set(${result} ${DIST}/${file}.gz PARENT_SCOPE)
endfunction()

# The members of a JSON array as C++ strings; nothing where it is absent.
function(_strings result json)
  string(JSON length ERROR_VARIABLE absent LENGTH "${json}" ${ARGN})
  set(out "")
  if(NOT absent AND length GREATER 0)
    math(EXPR last "${length} - 1")
    foreach(index RANGE ${last})
      string(JSON one GET "${json}" ${ARGN} ${index})
      list(APPEND out "${one}")
    endforeach()
  endif()
  set(${result} "${out}" PARENT_SCOPE)
endfunction()

function(_quoted result)
  set(out "")
  foreach(one ${ARGN})
    string(APPEND out "\"${one}\", ")
  endforeach()
  set(${result} "${out}" PARENT_SCOPE)
endfunction()

file(READ ${DIST}/.vite/manifest.json manifest)
set(entry app/main.ts)
string(JSON script GET "${manifest}" ${entry} file)
_strings(styles "${manifest}" ${entry} css)
_strings(imports "${manifest}" ${entry} imports)
set(preloads "")
foreach(import ${imports})
  string(JSON file GET "${manifest}" ${import} file)
  list(APPEND preloads ${file})
endforeach()

set(languages "")
string(JSON chunks LENGTH "${manifest}")
math(EXPR last "${chunks} - 1")
foreach(index RANGE ${last})
  string(JSON source MEMBER "${manifest}" ${index})
  string(JSON file GET "${manifest}" ${source} file)
  if(source MATCHES "^languages/(.*)[.]json$")
    string(APPEND languages "{\"${CMAKE_MATCH_1}\", \"${file}\"}, ")
  elseif(source STREQUAL "style.css")  # where the style sheet is one for all chunks
    list(APPEND styles ${file})
  endif()
endforeach()

file(GLOB_RECURSE files RELATIVE ${DIST} ${DIST}/assets/*)
list(FILTER files EXCLUDE REGEX "[.]gz$")
list(SORT files COMPARE STRING)
set(symbols "")
set(rows "")
set(index 0)
foreach(file ${files})
  _packed(packed ${file})
  _embed_content_type(type ${file})
  set(gzipped false)
  if(packed MATCHES "[.]gz$")
    set(gzipped true)
  endif()
  set(symbol foyer_web_app_${index})
  string(APPEND symbols "FOYER_EMBED(${symbol}, \"${packed}\")\n")
  string(APPEND rows "    {\"${file}\", {${symbol}, ${symbol}_size}, \"${type}\", ${gzipped}},\n")
  math(EXPR index "${index} + 1")
endforeach()

_quoted(styles ${styles})
_quoted(preloads ${preloads})
file(WRITE ${OUTPUT} "#include \"pages/web_app.h\"

#include \"core/embed.h\"

// NOLINTBEGIN
${symbols}// NOLINTEND

namespace foyer::embedded {

const WebApp& web_app() {
  static const File files[] = {
${rows}  };
  static const WebApp app{\"${script}\", {${styles}}, {${preloads}}, {${languages}}, files};
  return app;
}

}  // namespace foyer::embedded
")
