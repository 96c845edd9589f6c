from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Counts every byte of an upload but keeps no more than `UPLOAD_MAX_BYTES` on disk.

    The file's `size` stays what was sent, so whoever checks it sees that it is too large, and can say so on the form.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.kept = 0

    def receive_data_chunk(self, raw_data, start):
        if self.kept < settings.UPLOAD_MAX_BYTES:
            self.file.write(raw_data)
            self.kept += len(raw_data)
