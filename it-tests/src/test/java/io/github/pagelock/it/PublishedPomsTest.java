package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What whoever depends on Pagelock reads in its poms, and what Maven's central repository asks. */
class PublishedPomsTest {
  private static final Path ROOT = Path.of("..");
  private static final String PARENT = "pagelock-parent";
  private static final String BOM = "pagelock-bom";

  private final Map<String, Element> poms = new TreeMap<>();
  private final Map<String, Element> published = new TreeMap<>();

  @BeforeEach
  void readThePoms() throws Exception {
    try (Stream<Path> files = Files.find(ROOT, 4, (file, is) -> isOurs(file))) {
      for (Path file : files.toList()) {
        Element pom = parse(Files.readString(file));
        poms.put(text(pom, "artifactId"), pom);
      }
    }
    poms.forEach(
        (artifact, pom) -> {
          if (!"true".equals(text(pom, "properties", "maven.deploy.skip"))) {
            published.put(artifact, pom);
          }
        });
  }

  private static boolean isOurs(Path file) {
    return file.endsWith("pom.xml") && !file.toString().matches(".*/(target|src)/.*");
  }

  private static Element parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }

  @Test
  void nothingIsPublishedUnawares() {
    assertEquals(
        Set.of(
            "pagelock",
            "pagelock-api",
            BOM,
            "pagelock-cli",
            "pagelock-files",
            "pagelock-jna",
            PARENT,
            "pagelock-provider-fallback",
            "pagelock-provider-freebsd",
            "pagelock-provider-linux",
            "pagelock-secrets",
            "pagelock-segments",
            "pagelock-tck"),
        published.keySet());
  }

  @Test
  void theBomHasEveryArtifactThatCanBeDependedOnAndNoOther() {
    Set<String> artifacts = new TreeSet<>(published.keySet());
    artifacts.removeAll(Set.of(PARENT, BOM));
    List<Element> managed = children(pom(BOM), "dependencyManagement", "dependencies");

    assertEquals(
        artifacts,
        managed.stream()
            .map(entry -> text(entry, "artifactId"))
            .collect(Collectors.toCollection(TreeSet::new)));
    for (Element entry : managed) {
      assertEquals("io.github.pagelock", text(entry, "groupId"));
      assertEquals("${project.version}", text(entry, "version"));
    }
  }

  /** It has no parent, so what it has of its own is written twice. */
  @Test
  void theBomSaysWhatTheParentSays() {
    Element bom = pom(BOM);
    Element parent = pom(PARENT);
    assertEquals("", text(bom, "parent", "artifactId"));
    for (String element : List.of("groupId", "version", "url", "licenses", "developers", "scm")) {
      assertFalse(text(parent, element).isBlank(), element);
      assertEquals(text(parent, element), text(bom, element), element);
    }
    List<Element> versions =
        children(bom, "properties").stream()
            .filter(property -> property.getTagName().endsWith(".version"))
            .toList();
    assertFalse(versions.isEmpty());
    for (Element property : versions) {
      assertEquals(
          text(parent, "properties", property.getTagName()),
          property.getTextContent(),
          property.getTagName());
    }
  }

  @Test
  void allAreOfOneVersion() {
    String version = text(pom(PARENT), "version");
    poms.forEach(
        (artifact, pom) -> {
          String own = text(pom, "version");
          assertEquals(version, own.isEmpty() ? text(pom, "parent", "version") : own, artifact);
        });
    assertEquals(version, System.getProperty("pagelock.version"));
  }

  @Test
  void eachHasANameADescriptionAndItsLicence() {
    published.forEach(
        (artifact, pom) -> {
          assertFalse(text(pom, "name").isBlank(), artifact);
          assertFalse(text(pom, "description").isBlank(), artifact);
          assertFalse(text(pom, "description").contains("Not published"), artifact);
        });
    Set<String> names =
        published.values().stream().map(pom -> text(pom, "name")).collect(Collectors.toSet());
    assertEquals(published.size(), names.size(), names::toString);
    Element parent = pom(PARENT);
    assertTrue(text(parent, "licenses", "license", "url").startsWith("https://"));
    assertTrue(text(parent, "scm", "connection").startsWith("scm:git:"));
    assertTrue(text(parent, "scm", "developerConnection").startsWith("scm:git:"));
  }

  @Test
  void eachJarHasSourcesAndDocumentation() {
    published.forEach(
        (artifact, pom) -> {
          if (!"pom".equals(text(pom, "packaging"))) {
            Set<String> plugins =
                children(pom, "build", "plugins").stream()
                    .map(plugin -> text(plugin, "artifactId"))
                    .collect(Collectors.toSet());
            assertTrue(plugins.contains("maven-source-plugin"), artifact);
            // It has no types, so nothing for javadoc.
            boolean refersToAnothers =
                artifact.equals("pagelock") && text(pom, "build").contains("src/main/javadoc");
            assertTrue(plugins.contains("maven-javadoc-plugin") || refersToAnothers, artifact);
          }
        });
  }

  @Test
  void theOneDependencyBringsTheApiToCompileAgainstAndTheRestToRun() {
    Map<String, String> scopes = new TreeMap<>();
    for (Element dependency : children(pom("pagelock"), "dependencies")) {
      scopes.put(text(dependency, "artifactId"), text(dependency, "scope"));
    }
    Map<String, String> expected =
        new TreeMap<>(Map.of("pagelock-api", "", "pagelock-jna", "runtime"));
    published.keySet().stream()
        .filter(artifact -> artifact.startsWith("pagelock-provider-"))
        .forEach(provider -> expected.put(provider, "runtime"));
    assertEquals(expected, scopes);
  }

  /** The README's and the other documents' are of what is published, in this version. */
  @Test
  void theDocumentsNameThisVersionOfPublishedArtifacts() throws Exception {
    List<String> wrong = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      for (Element dependency : dependencies(Files.readString(document))) {
        if ("io.github.pagelock".equals(text(dependency, "groupId"))) {
          named++;
          String artifact = text(dependency, "artifactId");
          String version = text(dependency, "version");
          boolean isRight =
              published.containsKey(artifact) && version.equals(text(pom(PARENT), "version"));
          if (!isRight) {
            wrong.add(document + ": " + artifact + " " + version);
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(named >= 5, "only " + named + " dependencies in documents");
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md"), ROOT.resolve("tck/README.md")),
              docs.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }

  private static List<Element> dependencies(String document) throws Exception {
    List<Element> dependencies = new ArrayList<>();
    int from = document.indexOf("<dependency>");
    while (from >= 0) {
      int to = document.indexOf("</dependency>", from) + "</dependency>".length();
      dependencies.add(parse(document.substring(from, to)));
      from = document.indexOf("<dependency>", to);
    }
    return dependencies;
  }

  private Element pom(String artifact) {
    Element pom = poms.get(artifact);
    if (pom == null) {
      throw new AssertionError("no " + artifact + " in " + poms.keySet());
    }
    return pom;
  }

  /** Of the element at the end of these names, or nothing. */
  private static String text(Element element, String... names) {
    Element at = element;
    for (String name : names) {
      List<Element> found =
          children(at).stream().filter(child -> child.getTagName().equals(name)).toList();
      if (found.isEmpty()) {
        return "";
      }
      at = found.get(0);
    }
    return at.getTextContent().strip();
  }

  private static List<Element> children(Element element, String... names) {
    Element at = element;
    for (String name : names) {
      List<Element> found =
          children(at).stream().filter(child -> child.getTagName().equals(name)).toList();
      if (found.isEmpty()) {
        return List.of();
      }
      at = found.get(0);
    }
    NodeList nodes = at.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
        .map(node -> (Element) node)
        .toList();
  }
}
