# Builds the init image: a static program made of the INSIDE sources of the packages, embedded in
# the library as bytes.
#
# It is linked against musl where that is installed: a glibc program executes about a hundred cpuid
# instructions before main, and each of them leaves a virtual machine (7 us each was measured, 0.8 ms
# a start), and a static glibc adds 600 KB to what every process that starts a container copies into
# a memory file. The objects are compiled with the compiler's own (glibc) headers; on the 64-bit
# Linux targets of this project the structures and functions used inside agree between the two, and
# namespaces/musl_compat.cc supplies the two glibc symbols that libgcc and libstdc++ ask for.
# Set LIBCONTAINER_INIT_LIBC=glibc to link the ordinary way.

file(GLOB _musl_dirs /usr/lib/*-linux-musl /usr/lib/musl/lib)
find_file(LIBCONTAINER_MUSL_LIBC libc.a PATHS ${_musl_dirs} NO_DEFAULT_PATH)
if(LIBCONTAINER_MUSL_LIBC)
  set(_default musl)
else()
  set(_default glibc)
endif()
set(LIBCONTAINER_INIT_LIBC ${_default} CACHE STRING "C library of the init image: musl or glibc")
message(STATUS "C library of the init image: ${LIBCONTAINER_INIT_LIBC}")

add_library(libcontainer_init_objects OBJECT)
target_link_libraries(libcontainer_init_objects PRIVATE libcontainer_options)
target_compile_options(libcontainer_init_objects PRIVATE -Os -g0 -fno-pie -ffunction-sections
                       -fdata-sections -fno-stack-protector -U_FORTIFY_SOURCE)
target_compile_definitions(libcontainer_init_objects PRIVATE NDEBUG)

add_executable(libcontainer_init)
target_link_libraries(libcontainer_init PRIVATE libcontainer_init_objects)
set_target_properties(libcontainer_init PROPERTIES POSITION_INDEPENDENT_CODE OFF)
target_link_options(libcontainer_init PRIVATE -static -no-pie -Wl,--gc-sections
                    -Wl,-z,noseparate-code -s)
if(LIBCONTAINER_INIT_LIBC STREQUAL musl)
  get_filename_component(_musl ${LIBCONTAINER_MUSL_LIBC} DIRECTORY)
  foreach(_file crtbeginT.o crtend.o libstdc++.a)
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${_file}
                    OUTPUT_VARIABLE _path_${_file} OUTPUT_STRIP_TRAILING_WHITESPACE)
  endforeach()
  target_sources(libcontainer_init_objects PRIVATE ${PROJECT_SOURCE_DIR}/namespaces/musl_compat.cc)
  target_link_options(libcontainer_init PRIVATE -nostdlib ${_musl}/crt1.o ${_musl}/crti.o
                      ${_path_crtbeginT.o})
  set(_libs ${_path_libstdc++.a} -lgcc -lgcc_eh ${_musl}/libc.a)
  target_link_libraries(libcontainer_init PRIVATE -Wl,--start-group -l:libcap.a ${_libs}
                        -Wl,--end-group ${_path_crtend.o} ${_musl}/crtn.o)
else()
  target_link_libraries(libcontainer_init PRIVATE -l:libcap.a)
endif()

set(_image ${PROJECT_BINARY_DIR}/libcontainer_init)
set_target_properties(libcontainer_init PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
set(_image_source ${PROJECT_BINARY_DIR}/init_image.S)
file(CONFIGURE OUTPUT ${_image_source} @ONLY CONTENT
"        .section .rodata
        .global libcontainer_init_image_begin
        .global libcontainer_init_image_end
        .balign 64
libcontainer_init_image_begin:
        .incbin \"@_image@\"
libcontainer_init_image_end:
        .section .note.GNU-stack,\"\",%progbits
")
set_source_files_properties(${_image_source} PROPERTIES OBJECT_DEPENDS ${_image})
add_library(libcontainer_init_image OBJECT ${_image_source})
add_dependencies(libcontainer_init_image libcontainer_init)
target_sources(libcontainer PRIVATE $<TARGET_OBJECTS:libcontainer_init_image>)
