# The sandbox of `grade --sandbox docker`: Python, CPU torch, pytest, and the part of this package that runs inside.
# It holds no assignment: those are mounted below /course when a container starts, so a new one needs no new image.
#
# `grader image build` builds it and labels it with what is in it. docs/docker.md says how to build it by hand, what was
# left out, and how large it is.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS packages
# Where pip looks for packages; unset, pip's own configuration in the base image decides.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
# PyPI's torch for Linux brings CUDA along. PyTorch's own index has the build for processors alone, a tenth of the size.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PYTHONHASHSEED=0 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN apt-get update \
 && apt-get install -y --no-install-recommends binutils \
 && rm -rf /var/lib/apt/lists/*
COPY grader/sandbox/packages.txt /build/
# Exactly these versions, and `pip check` says whether they are all. A wheel of torch that the base image keeps for pip
# (its find-links) is taken before any index is asked.
RUN python3 -m venv --without-pip /opt/grader \
 && torch="$(grep ^torch== /build/packages.txt)" \
 && install="python3 -m pip --python /opt/grader/bin/python install --no-deps --no-compile" \
 && { $install --no-index "$torch" || $install --index-url "$TORCH_INDEX" "$torch"; } \
 && $install -r /build/packages.txt \
 && python3 -m pip --python /opt/grader/bin/python check
# Left out: what only a compiler can use (headers, CMake files), torch's test programs, symbols for debuggers, and the
# tests of some libraries. Nothing that Python can import from torch is touched.
RUN cd /opt/grader/lib/python3*/site-packages \
 && rm -rf torch/test torch/include torch/share \
 && find torch/bin -mindepth 1 ! -name torch_shm_manager -delete \
 && find sympy mpmath networkx matplotlib mpl_toolkits -type d -name tests -prune -exec rm -rf {} + \
 && strip --strip-unneeded torch/lib/*.so* \
 && echo /opt/grader/package > grader.pth \
 && /opt/grader/bin/python -m compileall -q -f -x py312 --invalidation-mode unchecked-hash . \
 && find /opt/grader -exec touch --no-dereference --date=@0 {} +

FROM ${BASE_IMAGE} AS package
COPY grader /opt/grader/package/grader
RUN rm -r /opt/grader/package/grader/sandbox \
 && python3 -m compileall -q --invalidation-mode unchecked-hash /opt/grader/package \
 && find /opt/grader -exec touch --date=@0 {} +

FROM ${BASE_IMAGE}
# Assignments are mounted in here, and only root gets in: not a student, whatever the mode of the files themselves.
RUN install -d -m 0700 /course && install -d -m 0711 /scratch
COPY --from=packages /opt/grader /opt/grader
COPY --from=package /opt/grader/package /opt/grader/package
# What the next line cannot import, the base image lacks: libseccomp2, for example.
RUN /opt/grader/bin/python -B -c 'import landlockpy, pyseccomp, pytest, torch; assert torch.version.cuda is None'
# Root, without root's rights: a container gets three capabilities, to give each student's process a user of its own.
USER root
WORKDIR /
CMD ["/opt/grader/bin/python", "-I", "-X", "frozen_modules=on", "-m", "grader.inside.gateway"]
