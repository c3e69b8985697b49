"""Small disks and read-only folders, in a mount namespace that ends with this process."""
import ctypes
import os
import subprocess

NEW_MOUNT_NAMESPACE = 0x20000


def enter_private_mounts():
    """Raises OSError where the system does not permit it."""
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNT_NAMESPACE) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    mount("--make-rprivate", "/")


def mount(*arguments):
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise OSError(done.stderr.strip())


def unmount(folder):
    """Does no harm to a folder that is not mounted."""
    subprocess.run(["umount", "--lazy", folder], capture_output=True)


def mount_disk(folder, kilobytes):
    mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "simclr-flow-test", folder)


def resize_disk(folder, kilobytes):
    mount("-o", f"remount,size={kilobytes}k", folder)


def make_read_only(folder):
    """Nothing can be made or renamed in the folder; files that are open stay writable."""
    twin = f"{folder}-read-only"  # moved over the folder, where it never was writable
    os.mkdir(twin)
    mount("--bind", folder, twin)
    mount("-o", "remount,bind,ro", twin)
    mount("--move", twin, folder)
