// SPDX-License-Identifier: GPL-2.0
/*
 * A file system of one file.  Its root is the file, so that the server needs no
 * directories.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuse.h"
#include "wp.h"

#define MOUNTPOINT	"/tmp/kvm_arm_wp_fuse"
#define MAX_WRITE	(128 * 1024)
#define LONG_TIME	3600	/* seconds that the kernel may cache attributes */

/* A request as the kernel sends it. */
struct request {
	struct fuse_in_header head;
	union {
		struct fuse_init_in init;
		struct fuse_read_in read;
		struct {
			struct fuse_write_in in;
			uint8_t data[MAX_WRITE];
		} write;
		uint8_t any[MAX_WRITE + 4096];
	};
};

const char *wp_fuse_missing(void)
{
	if (access("/dev/fuse", R_OK | W_OK))
		return "this kernel has no FUSE";
	return NULL;
}

static void reply(int dev, const struct request *req, int error, const void *data, size_t size)
{
	struct fuse_out_header head = {
		.len = sizeof(head) + size,
		.error = -error,
		.unique = req->head.unique,
	};
	struct iovec part[] = {
		{ .iov_base = &head, .iov_len = sizeof(head) },
		{ .iov_base = (void *)data, .iov_len = size },
	};

	/* The kernel refuses an answer that nobody waits for any more. */
	if (writev(dev, part, size ? 2 : 1) < 0)
		return;
}

static void reply_init(int dev, const struct request *req)
{
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.flags = FUSE_BIG_WRITES,
		.max_write = MAX_WRITE,
	};

	if (req->init.minor < out.minor)
		out.minor = req->init.minor;
	reply(dev, req, 0, &out, sizeof(out));
}

static void reply_attributes(int dev, const struct request *req, uint64_t size)
{
	struct fuse_attr_out out = {
		.attr_valid = LONG_TIME,
		.attr = {
			.ino = FUSE_ROOT_ID,
			.size = size,
			.blocks = size / 512,
			.mode = S_IFREG | 0600,
			.nlink = 1,
		},
	};

	reply(dev, req, 0, &out, sizeof(out));
}

static void reply_open(int dev, const struct request *req)
{
	struct fuse_open_out out = { .open_flags = FOPEN_KEEP_CACHE };

	reply(dev, req, 0, &out, sizeof(out));
}

static void reply_read(int dev, const struct request *req, const struct wp_fuse *fuse)
{
	uint64_t at = req->read.offset, size = req->read.size;

	if (at > fuse->size)
		at = fuse->size;
	if (size > fuse->size - at)
		size = fuse->size - at;
	reply(dev, req, 0, fuse->disk + at, size);
}

static void reply_write(int dev, const struct request *req, struct wp_fuse *fuse)
{
	struct fuse_write_out out = { .size = req->write.in.size };
	uint64_t at = req->write.in.offset;

	if (at > fuse->size || out.size > fuse->size - at) {
		reply(dev, req, EFBIG, NULL, 0);
		return;
	}
	memcpy(fuse->disk + at, req->write.data, out.size);
	reply(dev, req, 0, &out, sizeof(out));
}

static void serve(int dev, const struct request *req, struct wp_fuse *fuse)
{
	switch (req->head.opcode) {
	case FUSE_INIT:
		reply_init(dev, req);
		break;
	case FUSE_GETATTR:
	case FUSE_SETATTR:
		reply_attributes(dev, req, fuse->size);
		break;
	case FUSE_OPEN:
		reply_open(dev, req);
		break;
	case FUSE_READ:
		reply_read(dev, req, fuse);
		break;
	case FUSE_WRITE:
		reply_write(dev, req, fuse);
		break;
	case FUSE_FLUSH:
	case FUSE_FSYNC:
	case FUSE_RELEASE:
		reply(dev, req, 0, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;
	default:
		reply(dev, req, EOPNOTSUPP, NULL, 0);
	}
}

/*
 * A process, not a thread: the kernel asks it while it holds locks of the
 * process that has mapped the file.
 */
static int server(int dev, struct wp_fuse *fuse)
{
	static struct request req;
	ssize_t n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		n = read(dev, &req, sizeof(req));
		if (n >= (ssize_t)sizeof(req.head))
			serve(dev, &req, fuse);
		else if (n < 0 && errno == ENODEV)
			return 0;
	}
}

static void start_server(struct wp_fuse *fuse, int dev)
{
	fuse->server = fork();
	TEST_ASSERT(fuse->server >= 0, "fork");
	if (!fuse->server)
		_exit(server(dev, fuse));
}

/* The kernel takes the size for 0 until somebody has asked for it. */
static void open_file(struct wp_fuse *fuse)
{
	struct stat st;

	fuse->fd = open(MOUNTPOINT, O_RDWR | O_CLOEXEC);
	TEST_ASSERT(fuse->fd >= 0, "open: %s", strerror(errno));
	TEST_ASSERT(!fstat(fuse->fd, &st) && st.st_size == fuse->size, "the file has no size");
}

/*
 * By default FUSE may use so few dirty pages that the kernel writes them back
 * all the time. Older kernels lack some of the files.
 */
static void allow_dirty_pages(const struct wp_fuse *fuse)
{
	static const struct {
		const char *name;
		int value;
	} limits[] = { { "strict_limit", 0 }, { "max_ratio", 100 }, { "min_ratio", 50 } };
	struct stat st;
	char path[96];
	int i;

	TEST_ASSERT(!fstat(fuse->fd, &st), "fstat");
	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		snprintf(path, sizeof(path), "/sys/class/bdi/%u:%u/%s", major(st.st_dev),
			 minor(st.st_dev), limits[i].name);
		wp_write_number(path, limits[i].value);
	}
}

void wp_fuse_mount(struct wp_fuse *fuse, uint64_t size)
{
	int dev = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[96];

	TEST_ASSERT(dev >= 0, "no /dev/fuse");
	fuse->size = size;
	fuse->disk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	TEST_ASSERT(fuse->disk != MAP_FAILED, "mmap");
	close(open(MOUNTPOINT, O_CREAT | O_RDWR | O_CLOEXEC, 0600));
	snprintf(options, sizeof(options), "fd=%d,rootmode=%o,user_id=0,group_id=0", dev,
		 S_IFREG | 0600);
	TEST_ASSERT(!mount("kvm_arm_wp", MOUNTPOINT, "fuse", 0, options), "mount: %s",
		    strerror(errno));
	start_server(fuse, dev);
	close(dev);
	open_file(fuse);
	allow_dirty_pages(fuse);
}

void wp_fuse_unmount(struct wp_fuse *fuse)
{
	close(fuse->fd);
	umount2(MOUNTPOINT, MNT_FORCE | MNT_DETACH);
	kill(fuse->server, SIGKILL);
	waitpid(fuse->server, NULL, 0);
	munmap(fuse->disk, fuse->size);
	unlink(MOUNTPOINT);
}
