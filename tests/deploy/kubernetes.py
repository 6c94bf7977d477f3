"""Puts the manifests in deploy/kubernetes together as kustomize would, and checks each by the schemas of Kubernetes.

Usage: kubernetes.py FOLDER. Prints what was checked; ends with 1 and the faults when there are any.
"""

import copy
import re
import sys
from pathlib import Path

import kubernetes_validate
import yaml

# The oldest whose schemas there are, and the newest.
OLDEST, NEWEST = "1.25", "1.37"
# The patches, with the oldest Kubernetes that knows what they use.
PATCHES = {
    "content-from-image.yaml": "1.35",
    "content-from-git.yaml": "1.29",
    "content-from-bucket.yaml": OLDEST,
}
# What the items of a list are told apart by, in a strategic merge.
KEYS = {"volumeMounts": "mountPath", "ports": "containerPort"}


def merge(base, patch, name=""):
    """A strategic merge, as far as the patches use it."""
    if isinstance(base, dict) and isinstance(patch, dict):
        return {key: merge(base.get(key), patch.get(key, base.get(key)), key) for key in {**base, **patch}}
    if isinstance(base, list) and isinstance(patch, list) and base != patch:
        key = KEYS.get(name, "name")
        patches = {item[key]: item for item in patch}
        kept = [merge(item, patches.pop(item[key], item)) for item in base]
        return kept + list(patches.values())
    return copy.deepcopy(patch)


def faults_of(manifest, version):
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [f"{manifest['kind']} in {version}: {error.message}"]
    return []


def restrictions(pod):
    """What the strictest of the Pod Security Standards wants of every container."""
    user = pod["securityContext"]
    assert user["runAsNonRoot"] is True and user["seccompProfile"]["type"] == "RuntimeDefault"
    names = {volume["name"] for volume in pod.get("volumes", [])}
    for container in pod["containers"] + pod.get("initContainers", []):
        own = container["securityContext"]
        assert own["allowPrivilegeEscalation"] is False, container["name"]
        assert own["readOnlyRootFilesystem"] is True, container["name"]
        assert own["capabilities"] == {"drop": ["ALL"]}, container["name"]
        assert container["resources"]["limits"]["memory"], container["name"]
        for mount in container.get("volumeMounts", []):
            assert mount["name"] in names, f"{container['name']} mounts {mount['name']}, which is no volume"


def main(folder):
    read = lambda name: yaml.safe_load((folder / name).read_text())
    kustomization = read("kustomization.yaml")
    assert set(kustomization) == {"apiVersion", "kind", "resources", "images"}, "unknown to this test"
    manifests = {name: read(name) for name in kustomization["resources"]}
    faults = [fault for manifest in manifests.values() for version in (OLDEST, NEWEST) for fault in faults_of(manifest, version)]

    deployment = manifests["deployment.yaml"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["replicas"] > 1
    assert deployment["spec"]["selector"]["matchLabels"] == labels
    assert manifests["service.yaml"]["spec"]["selector"] == labels
    assert manifests["disruption-budget.yaml"]["spec"]["selector"]["matchLabels"] == labels
    pods = {"deployment.yaml": deployment}
    images = [container["image"] for container in deployment["spec"]["template"]["spec"]["containers"]]
    assert images == [image["name"] for image in kustomization["images"]]

    for name, version in PATCHES.items():
        patched = merge(deployment, read(name))
        assert patched != deployment, name
        faults += [f"{name}: {fault}" for known in (version, NEWEST) for fault in faults_of(patched, known)]
        pods[name] = patched
    for name, manifest in pods.items():
        restrictions(manifest["spec"]["template"]["spec"])

    # Files that the kustomization does not name, also not as a choice, would be forgotten.
    named = set(re.findall(r"[\w-]+\.yaml", (folder / "kustomization.yaml").read_text()))
    present = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    assert named == present == {*manifests, *PATCHES}, f"{named} {present}"

    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(manifests)} manifests and {len(PATCHES)} patches")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
