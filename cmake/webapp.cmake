# embed_web_app(TARGET) builds the pages' browser side in web/ with Vite whenever its sources changed, and links what
# comes out into TARGET as foyer::embedded::web_app() (src/pages/web_app.h). Needs what script/setup installed, and no
# network. Run as a script (cmake -D DIST=... -D PAGES=... -D OUTPUT=... -D ZOPFLI=... -P) it writes that table from
# Vite's manifest.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(FOYER_WEB_APP_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
  find_program(FOYER_NPM npm REQUIRED)
  find_program(FOYER_ZOPFLI zopfli REQUIRED)

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
      COMMAND ${CMAKE_COMMAND} -D DIST=${out}/dist -D PAGES=${web}/app/pages -D OUTPUT=${out}/web_app.cpp
              -D ZOPFLI=${FOYER_ZOPFLI} -P ${FOYER_WEB_APP_SCRIPT}
      DEPENDS ${sources} ${settings} ${web}/node_modules/.package-lock.json ${FOYER_WEB_APP_SCRIPT}
              ${CMAKE_SOURCE_DIR}/tests/golden/openapi.json ${CMAKE_SOURCE_DIR}/tests/golden/error_codes.txt
      WORKING_DIRECTORY ${web}
      COMMENT "Building the pages' browser side"
      VERBATIM)
    target_sources(${target} PRIVATE ${out}/web_app.cpp)
  endfunction()
  return()
endif()

cmake_policy(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/embed.cmake)

# By Zopfli, whose gzip is three per cent smaller than that of gzip -9. Fonts are compressed already.
function(_packed result file)
  if(file MATCHES "[.]woff2$")
    set(${result} ${DIST}/${file} PARENT_SCOPE)
    return()
  endif()
  execute_process(COMMAND ${ZOPFLI} -c ${DIST}/${file} OUTPUT_FILE ${DIST}/${file}.gz COMMAND_ERROR_IS_FATAL ANY)
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

# A page's own part of the app and what that part loads, as members of a C++ initializer.
function(_part result source)
  string(JSON file GET "${manifest}" ${source} file)
  set(scripts ${file})
  set(styles "")
  set(next ${source})
  while(next)
    list(POP_FRONT next chunk)
    _strings(css "${manifest}" ${chunk} css)
    list(APPEND styles ${css})
    _strings(imports "${manifest}" ${chunk} imports)
    list(REMOVE_ITEM imports ${entry})
    foreach(import ${imports})
      string(JSON file GET "${manifest}" ${import} file)
      if(NOT file IN_LIST scripts)
        list(APPEND scripts ${file})
        list(APPEND next ${import})
      endif()
    endforeach()
  endwhile()
  _quoted(scripts ${scripts})
  _quoted(styles ${styles})
  set(${result} "{${scripts}}, {${styles}}" PARENT_SCOPE)
endfunction()

set(languages "")
set(served "")  # pages without scripts of their own
string(JSON chunks LENGTH "${manifest}")
math(EXPR last "${chunks} - 1")
foreach(index RANGE ${last})
  string(JSON source MEMBER "${manifest}" ${index})
  string(JSON file GET "${manifest}" ${source} file)
  if(source MATCHES "^languages/(.*)[.]json$")
    string(APPEND languages "{\"${CMAKE_MATCH_1}\", \"${file}\"}, ")
  elseif(source MATCHES "^(_|app/pages/)(others|links)[-.]")
    _part(${CMAKE_MATCH_2} ${source})
  elseif(source MATCHES "^app/styles/(.*)[.]css$")
    string(APPEND served "{\"${CMAKE_MATCH_1}\", {}, {\"${file}\"}}, ")
  elseif(source STREQUAL "style.css")  # where the style sheet is one for all chunks
    list(APPEND styles ${file})
  endif()
endforeach()

_part(account app/pages/account/Account.svelte)
set(parts "${served}{\"account\", ${account}}, ")
foreach(group others links)
  file(STRINGS ${PAGES}/${group}.ts lines REGEX "default as [A-Za-z]+")
  foreach(line ${lines})
    # SignUp is the page of kind "sign-up".
    string(REGEX MATCH "default as ([A-Za-z]+)" name "${line}")
    string(REGEX REPLACE "([a-z])([A-Z])" "\\1-\\2" kind ${CMAKE_MATCH_1})
    string(TOLOWER ${kind} kind)
    string(APPEND parts "{\"${kind}\", ${${group}}}, ")
  endforeach()
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
  static const WebApp app{\"${script}\", {${styles}}, {${preloads}}, {${languages}}, {${parts}}, files};
  return app;
}

}  // namespace foyer::embedded
")
