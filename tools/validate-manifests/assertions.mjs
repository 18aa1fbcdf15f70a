// What a schema cannot say: whether the objects fit each other and the configuration they carry.
import * as yaml from 'js-yaml';

/** Name -> a function of the rendered documents that returns problems. */
export const assertions = {
  'the disruption budget leaves a replica': (all) => {
    const replicas = deployment(all).spec.replicas;
    return kinds(all, 'PodDisruptionBudget').filter((b) => !(b.spec.maxUnavailable < replicas))
      .map((b) => `maxUnavailable ${b.spec.maxUnavailable} of ${replicas} replicas`);
  },
  'the grace period holds preStop, both phases of the drain and the flush': (all) => {
    const pod = deployment(all).spec.template.spec;
    const { accept, deadline } = configuration(all).drain;
    const needed = (container(all).lifecycle?.preStop?.sleep?.seconds ?? 0) + seconds(accept) + seconds(deadline) + 5;
    return pod.terminationGracePeriodSeconds >= needed ? [] : [`${pod.terminationGracePeriodSeconds} s, and ${needed} s are needed`];
  },
  'a roll-out may take longer than the grace period': (all) => {
    const { progressDeadlineSeconds, template } = deployment(all).spec;
    return progressDeadlineSeconds > template.spec.terminationGracePeriodSeconds ? [] : ['progressDeadlineSeconds is too short'];
  },
  'every mount has its volume, and every volume a mount': (all) => {
    const volumes = names(deployment(all).spec.template.spec.volumes);
    const mounts = names(container(all).volumeMounts);
    return [
      ...mounts.filter((m) => !volumes.includes(m)).map((m) => `no volume ${m}`),
      ...volumes.filter((v) => !mounts.includes(v)).map((v) => `volume ${v} is mounted nowhere`),
    ];
  },
  'no mount uses subPath, which is never updated': (all) =>
    container(all).volumeMounts.filter((m) => m.subPath || m.subPathExpr).map((m) => m.name),
  'config maps of the pod are in the kustomization': (all) => {
    const known = kinds(all, 'ConfigMap').map((c) => c.metadata.name);
    return deployment(all).spec.template.spec.volumes.map((v) => v.configMap?.name).filter((n) => n && !known.includes(n));
  },
  'probes ask different questions': (all) => {
    const paths = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((p) => container(all)[p]?.httpGet?.path);
    return new Set(paths).size === 3 && !paths.includes(undefined) ? [] : [paths.join(', ')];
  },
  'no probe opens a database port': (all) =>
    ['startupProbe', 'readinessProbe', 'livenessProbe'].filter((p) => container(all)[p]?.tcpSocket),
  'selectors match the labels of the pod': (all) => {
    const labels = deployment(all).spec.template.metadata.labels;
    const selectors = [
      ['Deployment', deployment(all).spec.selector.matchLabels],
      ...kinds(all, 'Service').map((s) => [`Service ${s.metadata.name}`, s.spec.selector]),
      ...kinds(all, 'PodDisruptionBudget').map((b) => ['PodDisruptionBudget', b.spec.selector.matchLabels]),
      ...kinds(all, 'NetworkPolicy').map((p) => ['NetworkPolicy', p.spec.podSelector.matchLabels]),
    ];
    return selectors.filter(([, s]) => !Object.entries(s ?? {}).every(([k, v]) => labels[k] === v)).map(([n]) => n);
  },
  'named ports exist': (all) => {
    const ports = names(container(all).ports);
    const used = [
      ...kinds(all, 'Service').flatMap((s) => s.spec.ports.map((p) => p.targetPort)),
      ...kinds(all, 'NetworkPolicy').flatMap((p) => p.spec.ingress ?? []).flatMap((r) => (r.ports ?? []).map((p) => p.port)),
      ...['startupProbe', 'readinessProbe', 'livenessProbe'].map((p) => container(all)[p]?.httpGet?.port),
    ];
    return used.filter((p) => typeof p === 'string' && !ports.includes(p));
  },
  'container ports are the ports of the configuration': (all) => {
    const settings = configuration(all);
    const listened = [...settings.listeners.map((l) => port(l.listen)), port(settings.admin.listen)].sort();
    const declared = container(all).ports.map((p) => p.containerPort).sort();
    return String(listened) === String(declared) ? [] : [`listening on ${listened}, declared ${declared}`];
  },
  'the network policy lets every listener in': (all) => {
    const open = kinds(all, 'NetworkPolicy').flatMap((p) => p.spec.ingress ?? []).flatMap((r) => (r.ports ?? []).map((p) => p.port));
    return names(container(all).ports).filter((n) => !open.includes(n));
  },
  'the network policy lets every database port out': (all) => {
    const open = kinds(all, 'NetworkPolicy').flatMap((p) => p.spec.egress ?? []).flatMap((r) => (r.ports ?? []).map((p) => p.port));
    const used = Object.values(configuration(all).clusters).flatMap((c) => c.endpoints).map(port);
    return [...new Set(used)].filter((p) => !open.includes(p)).map(String);
  },
  'images are pinned': (all) => {
    const image = container(all).image;
    return /@sha256:|:(?!latest$)[\w.-]+$/.test(image) ? [] : [image];
  },
  'memory is requested as limited, and the processor is not limited': (all) => {
    const { requests, limits } = container(all).resources;
    return [
      ...(requests.memory === limits.memory ? [] : [`memory ${requests.memory}, limit ${limits.memory}`]),
      ...(limits.cpu ? ['a processor limit'] : []),
    ];
  },
  'the pod is restricted': (all) => {
    const { securityContext: context } = container(all);
    const pod = deployment(all).spec.template.spec;
    return [
      ...(pod.securityContext?.runAsNonRoot ? [] : ['may run as root']),
      ...(context?.readOnlyRootFilesystem ? [] : ['the root file system is writable']),
      ...(context?.allowPrivilegeEscalation === false ? [] : ['privileges may grow']),
      ...(context?.capabilities?.drop?.includes('ALL') ? [] : ['capabilities are kept']),
      ...(pod.automountServiceAccountToken === false ? [] : ['a service account token is mounted']),
    ];
  },
  'the spool fits its volume, and so do the volumes the limit of the pod': (all) => {
    const volumes = Object.fromEntries(deployment(all).spec.template.spec.volumes.map((v) => [v.name, bytes(v.emptyDir?.sizeLimit)]));
    const disk = Object.values(volumes).reduce((a, b) => a + b, 0);
    const limit = bytes(container(all).resources.limits['ephemeral-storage']);
    return [
      ...(bytes(configuration(all).audit.spool.size) < volumes.spool ? [] : ['the spool is as large as its volume']),
      ...(disk <= limit ? [] : [`volumes of ${disk} bytes, limit ${limit}`]),
    ];
  },
  'paths of the configuration are mounted': (all) => {
    const mounts = container(all).volumeMounts.map((m) => m.mountPath);
    return strings(configuration(all)).filter((s) => s.startsWith('/') && !mounts.some((m) => s === m || s.startsWith(`${m}/`)));
  },
};

const kinds = (all, kind) => all.filter((d) => d.kind === kind);
const names = (list) => (list ?? []).map((item) => item.name);
const deployment = (all) => kinds(all, 'Deployment')[0];
const container = (all) => deployment(all).spec.template.spec.containers[0];
const port = (endpoint) => Number(endpoint.split(':').at(-1));

function configuration(all) {
  const map = kinds(all, 'ConfigMap').find((c) => c.data['proxydb.yaml']);
  return yaml.load(map.data['proxydb.yaml']);
}

function seconds(text) {
  const [, value, unit] = /^(\d+)(ms|s|min|h)$/.exec(text);
  return Number(value) * { ms: 0.001, s: 1, min: 60, h: 3600 }[unit];
}

function bytes(text) {
  if (!text) return 0;
  const [, value, unit] = /^(\d+)(Ki|Mi|Gi)B?$/.exec(text);
  return Number(value) * 1024 ** { Ki: 1, Mi: 2, Gi: 3 }[unit];
}

function strings(node) {
  if (typeof node === 'string') return [node];
  return node && typeof node === 'object' ? Object.values(node).flatMap(strings) : [];
}
