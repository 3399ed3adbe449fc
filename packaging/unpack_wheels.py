#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wheels that setup.sh downloaded: which of a list are missing, and headers and libraries out of those that are there.

    unpack_wheels.py missing FOLDER LIST...           prints the lines of the lists whose file is not in FOLDER
    unpack_wheels.py unpack FOLDER TARGET [--cuda] LIST...
"""
import hashlib
import os
import re
import sys
import time
import zipfile

# Only what a C++ build needs, licences included; the Python side of the wheels stays where it is.
WANTED = re.compile(
    r"^(torch/(lib|include|share)/|pyarrow/(include/|lib[^/]*\.so)"
    r"|nvidia/.*/lib/.*\.so|nvidia/(cu13|nccl)/include/|[^/]+\.dist-info/)"
)
CUDA_ONLY = re.compile(
    r"^torch/lib/lib(torch_cuda|torch_cuda_linalg|torch_nvshmem|caffe2_nvrtc)\.so$|^nvidia/(cu13|nccl)/include/"
)
PYTHON_ONLY = re.compile(r"^torch/lib/(libtorch_python|libshm)|^torch/lib/libshm_windows/")


def digest(path):
    total = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            total.update(block)
    return total.hexdigest()


def wanted_lines(lists):
    for name in lists:
        with open(name, encoding="utf-8") as file:
            for line in file:
                if "--hash=sha256:" in line and not line.startswith("#"):
                    yield line.strip(), line.strip().split("--hash=sha256:")[1]


def wheels_in(folder):
    names = [name for name in sorted(os.listdir(folder)) if name.endswith(".whl")]
    return {digest(os.path.join(folder, name)): os.path.join(folder, name) for name in names}


def extract(path, target, cuda):
    with zipfile.ZipFile(path) as wheel:
        for item in wheel.infolist():
            name = item.filename
            if item.is_dir() or not WANTED.match(name) or PYTHON_ONLY.match(name):
                continue
            if CUDA_ONLY.match(name) and not cuda:
                continue
            out = wheel.extract(item, target)
            stamp = time.mktime(item.date_time + (0, 0, -1))
            os.utime(out, (stamp, stamp))  # the wheel's own times: a second set-up rebuilds nothing
            if ".so" in os.path.basename(name):
                os.chmod(out, 0o755)


def main(arguments):
    what, folder, rest = arguments[0], arguments[1], arguments[2:]
    have = wheels_in(folder)
    if what == "missing":
        for line, value in wanted_lines(rest):
            if value not in have:
                print(line)
        return 0
    target, rest = rest[0], rest[1:]
    cuda = "--cuda" in rest
    for line, value in wanted_lines([name for name in rest if name != "--cuda"]):
        if value not in have:
            print("setup: no wheel in %s has the hash of: %s" % (folder, line), file=sys.stderr)
            return 1
        extract(have[value], target, cuda)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
