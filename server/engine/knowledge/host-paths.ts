/** Paths with which a container owns its host: the runtime's and the kubelet's files, the system's own. */
const sensitive =
  /^(?:\/|\/etc|\/proc|\/sys|\/dev|\/root|\/boot|\/usr|\/bin|\/sbin|\/lib|\/home|\/var|\/run|\/var\/run|\/var\/lib|\/var\/lib\/(?:kubelet|docker|containerd|etcd)|\/etc\/kubernetes(?:\/.*)?|\/var\/lib\/kubelet\/.*|\/etc\/(?:ssh|shadow|passwd|sudoers)(?:\/.*)?)$/;
const socket = /(?:docker|containerd|crio|cri-dockerd|podman)\.sock$/;
const timeZone = /^\/etc\/(?:localtime|timezone)$|^\/usr\/share\/zoneinfo/;

/** A path of the host without the slash at its end. */
export function hostPlace(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}

/** Whether whoever can change a path of the host owns it. */
export function isSensitiveHostPath(path: string): boolean {
  return sensitive.test(hostPlace(path));
}

/** Whether a path is the socket of a container runtime, through which containers with all rights can be started. */
export function isRuntimeSocket(path: string): boolean {
  return socket.test(hostPlace(path));
}

/** Whether a path holds nothing but the host's time zone, which hosts lend. */
export function isTimeZoneFile(path: string): boolean {
  return timeZone.test(hostPlace(path));
}
