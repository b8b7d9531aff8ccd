# One image for web, worker and beat. The first stage has build tools, the second one has none.
FROM python:3.13-slim AS build
RUN python -m venv /venv
COPY requirements/runtime.txt /requirements.txt
RUN /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /requirements.txt \
    && /venv/bin/pip uninstall --yes pip
WORKDIR /app
COPY manage.py ./
COPY federation federation
COPY sandbox sandbox
COPY wizard wizard
COPY templates templates
COPY static static
# Compiled once here: at run time nothing can be written.
RUN SECRET_KEY=only-to-collect-files HANDOFF_STATE=/tmp/state STATIC_ROOT=/app/static-root \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/python -m compileall -q /app /venv/lib

FROM python:3.13-slim
RUN pip uninstall --yes --quiet pip \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin handoff \
    && install -d -o 10001 /sandbox
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/app/static-root \
    HANDOFF_STATE=/tmp/handoff
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "manage.py", "health", "--web"]
CMD ["gunicorn", "wizard.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm", "--access-logfile=-"]
